// What does a page with Drift's chat look like? A widget whose events a test sets off, with the queue of its snippet before it.

import type { DriftWidget } from '../../client/drift/widget.ts';

type Listener = (...payload: never[]) => void;

/** `load` is the moment at which the real widget takes over from its snippet and plays back what was queued. */
export const createWidgetInHand = () => {
  const queue: [event: string, listener: Listener][] = [];
  const listeners: [event: string, listener: Listener][] = [];
  const identified: unknown[][] = [];
  let isLoaded = false;

  const tell = (told: string): void => {
    for (const [event, listener] of [...listeners]) if (event === told) listener();
  };

  const widget: { -readonly [Part in keyof DriftWidget]: DriftWidget[Part] } = {
    on: (event, listener) => (isLoaded ? listeners : queue).push([event, listener]),
    off: (event, listener) => {
      const at = listeners.findIndex((one) => one[0] === event && one[1] === listener);
      if (at >= 0) listeners.splice(at, 1);
    },
    identify: (...told) => identified.push(told),
  };

  return {
    widget: widget as DriftWidget,
    identified,
    load: () => {
      isLoaded = true;
      widget.api = {};
      listeners.push(...queue.splice(0));
      tell('ready');
    },
    /** The visitor gives an address in the chat. */
    captureEmail: () => tell('emailCapture'),
    listening: () => listeners.map(([event]) => event),
  };
};
