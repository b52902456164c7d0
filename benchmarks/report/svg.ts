// What is a picture made of? SVG as text, with a title for those who cannot see it and colours for light and dark.

/** Text for an SVG. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

type Attributes = Readonly<Record<string, string | number>>;

const written = (attributes: Attributes): string =>
  Object.entries(attributes)
    .map(
      ([name, value]) =>
        ` ${name}="${typeof value === 'number' ? Number(value.toFixed(1)) : escaped(value)}"`,
    )
    .join('');

/** `content`: SVG. */
export const element = (name: string, attributes: Attributes, content = ''): string =>
  content === '' ? `<${name}${written(attributes)}/>` : `<${name}${written(attributes)}>${content}</${name}>`;

export const label = (attributes: Attributes, text: string): string =>
  element('text', attributes, escaped(text));

export const line = (from: readonly [number, number], to: readonly [number, number], kind: string): string =>
  element('line', { x1: from[0], y1: from[1], x2: to[0], y2: to[1], class: kind });

const style = `
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .title { font-weight: 600; font-size: 15px }
  .quiet { fill: #57606a; font-size: 12px }
  .right { text-anchor: end }
  .middle { text-anchor: middle }
  .other { fill: #8c959f }
  .own { fill: #0969da }
  .grid { stroke: #d0d7de }
  .spread { stroke: #24292f; stroke-width: 1.5 }
  .path { stroke: #0969da; stroke-width: 2; fill: none }
  .second { stroke: #8250df }
  .third { stroke: #1a7f37 }
  .fourth { stroke: #bc4c00 }
  .ground { fill: #ffffff }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .quiet { fill: #9198a1 }
    .other { fill: #6e7681 }
    .own { fill: #4493f8 }
    .grid { stroke: #30363d }
    .spread { stroke: #e6edf3 }
    .path { stroke: #4493f8 }
    .second { stroke: #ab7df8 }
    .third { stroke: #3fb950 }
    .fourth { stroke: #db6d28 }
    .ground { fill: #0d1117 }
  }
`;

type Picture = {
  readonly title: string;
  readonly description: string;
  readonly width: number;
  readonly height: number;
  readonly parts: readonly string[];
};

export const picture = ({ title, description, width, height, parts }: Picture): string =>
  `${element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      'aria-labelledby': 'title desc',
    },
    [
      '',
      element('title', { id: 'title' }, escaped(title)),
      element('desc', { id: 'desc' }, escaped(description)),
      element('style', {}, style),
      element('rect', { width, height, rx: 6, class: 'ground' }),
      ...parts,
      '',
    ].join('\n'),
  )}\n`;
