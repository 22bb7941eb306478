/** After so many failures in a row a register rests. */
const FAILURES_IN_A_ROW = 5
/** So long; then one question tries whether it is there again. */
const REST_MS = 30_000
/** Questions to one register at once: a slow one must not hold up everything. */
const MOST_AT_ONCE = 8

export interface Breaker {
  /** Whether a question may go out now; one that may must say how it ended. */
  admit(): 'asked' | 'resting' | 'busy'
  /** How it ended: whether the register gave an answer, whatever it said. */
  end(answered: boolean): void
}

/** Lets a register rest that does not answer (熔断), so that nobody waits for it in vain again and again. Per process. */
export function createBreaker(now: () => number): Breaker {
  let inARow = 0
  let restsUntil = 0
  let open = 0
  return {
    admit() {
      if (inARow >= FAILURES_IN_A_ROW) {
        if (now() < restsUntil) return 'resting'
        // One tries; the others wait for what it finds.
        restsUntil = now() + REST_MS
      }
      if (open >= MOST_AT_ONCE) return 'busy'
      open += 1
      return 'asked'
    },
    end(answered) {
      open -= 1
      inARow = answered ? 0 : inARow + 1
      if (inARow >= FAILURES_IN_A_ROW) restsUntil = now() + REST_MS
    },
  }
}
