// Loaded before a process begins: its clock goes wrong by SKEW_MS, as on a machine that nobody sets right.
const skew = Number(process.env.SKEW_MS ?? 0)
const Right = Date

class Skewed extends Right {
  constructor(...given: unknown[]) {
    if (given.length === 0) super(Right.now() + skew)
    else super(...(given as [string]))
  }

  static override now(): number {
    return Right.now() + skew
  }
}

globalThis.Date = Skewed as DateConstructor
