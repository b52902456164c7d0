// May a failed call be made again? One in ten: retries help against a hiccup and hurt in an outage.

/** In tenths of a retry. */
const perCall = 1;
const price = 10;
const most = 10 * price;

export type RetryBudget = {
  /** Each first attempt earns a tenth of a retry. */
  earn(): void;
  /** Spends one, if there is any of it: the rest is owed. Of N calls at most N/10, rounded up, are made again. */
  spend(): boolean;
};

export const createRetryBudget = (): RetryBudget => {
  let saved = 0;
  return {
    earn() {
      saved = Math.min(most, saved + perCall);
    },
    spend() {
      if (saved <= 0) return false;
      saved -= price;
      return true;
    },
  };
};
