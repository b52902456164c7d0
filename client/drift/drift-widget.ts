// How do the chat on a page and the attributes on it work together? Whoever becomes known in the one is asked for in the other.

import type { DriftAttributes } from '../api.ts';
import { type AskingWorld, askingWorld } from '../world.ts';
import { createAskingAfterCapture } from './ask-after-capture.ts';
import { awaitWidget } from './await-widget.ts';
import { mistakeIn } from './mistaken-identity.ts';
import { type DriftWidget, widgetOf } from './widget.ts';

export type { DriftWidget };

/**
 * Asks again after a visitor has given an e-mail address in the chat (`emailCapture`): after 1, 6, 25 and 65 seconds,
 * until Drift knows the visitor. The widget may be there already, come later or never: it is looked for ten times
 * within eight and a half minutes, never loaded and never waited for. For one that comes later still, call it then.
 * Gives what ends it.
 * @param drift `window.drift` unless given
 * @param world time and chance; the browser's own unless a test has others
 */
export const followDriftWidget = (
  attributes: Pick<DriftAttributes<unknown>, 'refresh' | 'getSnapshot'>,
  drift?: DriftWidget,
  world: Pick<AskingWorld, 'after' | 'random'> = askingWorld(),
): (() => void) => {
  const find = (): DriftWidget | undefined => widgetOf({ drift }) ?? widgetOf();
  const asking = createAskingAfterCapture(attributes, world);
  let ended = false;
  let attached = false;

  const captured = (): void => {
    if (!ended) asking.begin();
  };

  const attach = (): void => {
    if (attached || ended) return;
    attached = true;
    harmlessly(() => find()?.on('emailCapture', captured));
  };

  const endAwaiting = awaitWidget(
    find,
    (widget) =>
      harmlessly(() => {
        widget.on('ready', attach);
        // Ready long since: nobody says that it tells so again.
        if (widget.api !== undefined) attach();
      }),
    world,
  );

  return () => {
    ended = true;
    endAwaiting();
    asking.end();
    harmlessly(() => {
      const widget = find();
      widget?.off?.('ready', attach);
      widget?.off?.('emailCapture', captured);
    });
  };
};

/** What the widget throws is not the page's fault. */
const harmlessly = (act: () => void): void => {
  try {
    act();
  } catch {}
};

/**
 * Tells Drift who the visitor is: `drift.identify(id, attributes, { userJwt })`. Gives whether it was told: not when
 * there is no widget, because of consent or a blocker.
 * https://devdocs.drift.com/docs/securing-drift-on-your-site-using-signed-identities
 *
 * Throws TypeError, before anything is sent, for what the page's author got wrong: no id or one that stands for nobody, no
 * e-mail address, a `userJwt` that is none or is another's.
 */
export const identifyVisitor = (
  drift: DriftWidget | undefined,
  id: string | number,
  attributes: Readonly<Record<string, unknown>> & { readonly email: string },
  options?: { readonly userJwt: string },
): boolean => {
  const mistake = mistakeIn({ id, attributes, options });
  if (mistake !== undefined) throw new TypeError(mistake);
  if (typeof drift?.identify !== 'function') return false;
  const told = { ...attributes };
  if (options === undefined) drift.identify(String(id), told);
  else drift.identify(String(id), told, { userJwt: options.userJwt });
  return true;
};
