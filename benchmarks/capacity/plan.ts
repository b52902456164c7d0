// How closely is it looked at? In full within some minutes, or a first look within some seconds.

export type Plan = {
  readonly name: 'full' | 'quick';
  readonly seed: number;
  /** Requests that are counted in a run, roughly. */
  readonly requests: number;
  /** So many times what is said to be carried is known to be too many. */
  readonly precision: number;
  /** Monthly visitors that the first search begins with. */
  readonly begin: number;
  /** How many of the questions of a table are asked, and how many loads are looked at. */
  readonly questions: number;
  /** Whether look-ups by external id are simulated: so many visitors take their time. */
  readonly batches: boolean;
};

export const plans: Readonly<Record<Plan['name'], Plan>> = {
  full: {
    name: 'full',
    seed: 1,
    requests: 20_000,
    precision: 1.12,
    begin: 2_400_000,
    questions: 99,
    batches: true,
  },
  quick: {
    name: 'quick',
    seed: 1,
    requests: 2_000,
    precision: 2,
    begin: 1_500_000,
    questions: 2,
    batches: false,
  },
};
