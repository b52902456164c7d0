// How does an answer travel inside a page? As JSON in a block of data that holds nothing a browser could take for markup.

import type { AttributesBody } from '../../server/http/contract.ts';
import { answerOf } from '../core/answer.ts';

const usualId = 'drift-attributes';

/** `<` and `>` make markup, `&` makes character references in XHTML, U+2028 and U+2029 end lines in old scripts. */
const unsafe = /[<>&\u2028\u2029]/g;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * JSON for `<script type="application/json" id="drift-attributes">…</script>`: put it there as it is, not escaped once more.
 * Null, for a visitor of whom nothing was learned, is text too.
 */
export const serializeBootstrap = (data: AttributesBody | null): string =>
  JSON.stringify(data ?? null).replace(unsafe, escaped);

/**
 * What `serializeBootstrap` put into the element with this id (`drift-attributes` unless told), for the option `bootstrap`.
 * Null when there is none, and where there is no page; never throws.
 */
export const readBootstrap = (id: string = usualId): AttributesBody | null => {
  try {
    return answerOf(JSON.parse(document.getElementById(id)?.textContent ?? 'null')) ?? null;
  } catch {
    return null;
  }
};
