// Is the widget there by now? It may come late, with a tag manager or after consent, or never.

import type { AskingWorld } from '../world.ts';
import type { DriftWidget } from './widget.ts';

/** Milliseconds; doubled after each look. */
const firstPause = 1_000;
/** With the first look, ten of them within eight and a half minutes. */
const longestPause = 256_000;

/** Calls `act` once, at the latest soon after it is there; looks less and less often, and not forever. Gives what ends it. */
export const awaitWidget = (
  find: () => DriftWidget | undefined,
  act: (widget: DriftWidget) => void,
  { after }: Pick<AskingWorld, 'after'>,
): (() => void) => {
  let cancel = (): void => {};
  const look = (pause: number): void => {
    const widget = find();
    if (widget !== undefined) act(widget);
    else if (pause <= longestPause) cancel = after(pause, () => look(pause * 2));
  };
  look(firstPause);
  return () => cancel();
};
