// What does an event stream say? Lines become events, wherever the text was cut on its way.

/** Characters that may wait for the end of their event; several attributes that are lists at their longest fit in. */
const longest = 524_288;

/** A carriage return at the very end may be half of a line's end: it waits for what follows. */
const lineEnd = /\r\n|\n|\r(?!$)/;

const field = /^(\w*)(?:: ?(.*))?$/s;

/**
 * Takes the next piece of the text; false when an event is longer than any of ours.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export const createEventReader = (
  hear: (event: string, data: string) => void,
  heed: (retry: number) => void,
): ((text: string) => boolean) => {
  let unread = '';
  let event = '';
  let data = '';

  const dispatch = () => {
    if (data) hear(event, data.slice(0, -1));
    event = data = '';
  };

  const read = (line: string) => {
    if (!line) dispatch();
    const [, name, value = ''] = field.exec(line) ?? [];
    if (name === 'event') event = value;
    if (name === 'data') data += `${value}\n`;
    if (name === 'retry' && /^\d+$/.test(value)) heed(Number(value));
  };

  return (text) => {
    const lines = (unread + text).split(lineEnd);
    unread = lines.pop() ?? '';
    lines.forEach(read);
    return unread.length + data.length <= longest;
  };
};
