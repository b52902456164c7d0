// What does Drift's widget offer to a page? The three calls that we make, and where a page keeps it.

/**
 * `window.drift`. The snippet queues these calls until the widget has come; nothing of a contact can be read through it
 * (https://devdocs.drift.com/docs/drift-events).
 */
export type DriftWidget = {
  on(event: string, listener: (...payload: never[]) => void): unknown;
  off?(event: string, listener: (...payload: never[]) => void): unknown;
  identify(
    id: string,
    attributes: Readonly<Record<string, unknown>>,
    options?: { readonly userJwt: string },
  ): unknown;
  /** There once the widget is ready. */
  readonly api?: unknown;
};

/** An element with `id="drift"` is `window.drift` too, hence the look at what it can do. */
const isWidget = (value: unknown): value is DriftWidget =>
  typeof (value as Partial<DriftWidget> | null | undefined)?.on === 'function';

/** The widget or its snippet, if it is there by now. */
export const widgetOf = (
  page: { readonly drift?: unknown } = globalThis as { readonly drift?: unknown },
): DriftWidget | undefined => (isWidget(page.drift) ? page.drift : undefined);
