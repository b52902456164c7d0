// What time is it? The one place that names the machine's clocks; every room is handed a Clock.

/** Stops a timer that has not fired; calling it again does nothing. */
export type Cancel = () => void;

/** Time as an argument, so that tests can turn it. */
export type Clock = {
  /** Monotonic milliseconds: ages, lifetimes, deadlines, windows. A jump of the wall clock does not move it. */
  now(): number;
  /** Wall-clock milliseconds since 1970: `asOf`, and the `exp`, `iat` and `nbf` of tokens. */
  wall(): number;
  /** Calls `action` once, `delay` milliseconds from now. A waiting timer does not keep the process alive. */
  after(delay: number, action: () => void): Cancel;
};

const machine = { now: () => performance.now(), wall: () => Date.now() };

/** For a process that may have nothing to do until a timer fires: its timers keep it alive. */
export const holdingClock: Clock = {
  ...machine,
  after: (delay, action) => {
    const timer = setTimeout(action, delay);
    return () => clearTimeout(timer);
  },
};

export const systemClock: Clock = {
  ...machine,
  after: (delay, action) => {
    const timer = setTimeout(action, delay);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
