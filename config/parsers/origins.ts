// Which sites may call from a browser? Exact origins, and `https://*.example.com` for one label.

import { listOf, type Parsed, type Parser } from '../parser.ts';
import { parseUrl } from './parse-url.ts';

const example = 'write scheme and host as browsers send them, for example https://www.example.com';
const defaultPort: Readonly<Record<string, string>> = { 'http:': ':80', 'https:': ':443' };

/** Says which slip it is; the text is not what a browser sends in `Origin`. */
const slip = (text: string, url: URL): string => {
  if (/^[^/]+\/\/[^/?#]*[/?#]/.test(text)) {
    return `goes on after the host; ${example}, without a trailing slash or path`;
  }
  if (text.includes('@')) return `holds a user name; ${example}`;
  if (text !== text.toLowerCase()) return `has upper-case letters; ${example}`;
  if (text.endsWith(defaultPort[url.protocol] ?? ' ')) {
    return 'names the default port, which browsers leave out; leave it out';
  }
  return `is not in the form that browsers send (ASCII host, plain numbers); ${example}`;
};

const exact = (text: string): Parsed<string> => {
  if (text === '*') return { problem: `may not allow every origin; ${example}` };
  if (text === 'null') return { problem: `may not be null, which any page can send; ${example}` };
  const url = /^https?:\/\//i.test(text) ? parseUrl(text) : undefined;
  if (url === undefined) return { problem: `is not an origin; ${example}` };
  return url.origin === text ? { value: text } : { problem: slip(text, url) };
};

const oneLabel = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** `https://*.example.com` becomes a pattern, anchored at both ends, in which the star is exactly one label. */
const wildcard = (text: string): Parsed<RegExp> => {
  const [scheme = '', base = '', ...rest] = text.split('*');
  if (scheme !== 'https://' || !base.startsWith('.') || rest.length > 0) {
    return {
      problem: 'has a * in the wrong place; the only form is https://*.example.com, which allows one label',
    };
  }
  if (!/^\.[^.:]+\.[^.:]/.test(base)) {
    return { problem: 'would allow a whole top-level domain; write https://*.example.com' };
  }
  const sample = exact(`https://a${base}`);
  if ('problem' in sample) return sample;
  return { value: new RegExp(`^https://${oneLabel}${escaped(base)}$`) };
};

const origin: Parser<string | RegExp> = (text) =>
  text.length > 1 && text.includes('*') ? wildcard(text) : exact(text);

export const origins = listOf(origin);
