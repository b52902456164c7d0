// Is this text a URL? What it says if so; `URL.canParse` is not asked, because Node 20 denies letters beyond ASCII once it has compiled it.

/** WHATWG URL; undefined when the text is none. */
export const parseUrl = (text: string): URL | undefined => {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
};
