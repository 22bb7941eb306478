/** A second pass finds what acts wrote that had read calendars and rules just before they changed. */
const MOST_PASSES = 4

/** How far work over running clocks is. */
export interface Position {
  pass: number
  /** Moved in this pass; the last one finds nothing to move. */
  movedInPass: number
  changed: number
  after?: { caseId: string; clockId: string }
}

/** The rest of the pass, another pass, or nothing. */
export function following(
  at: Position,
  rows: readonly { case_id: string; clock_id: string }[],
  { changed: changedNow, batch }: { changed: number; batch: number },
): Position & { isDone: boolean } {
  const movedInPass = at.movedInPass + changedNow
  const changed = at.changed + changedNow
  const last = rows.at(-1)
  if (last !== undefined && rows.length === batch)
    return {
      pass: at.pass,
      movedInPass,
      changed,
      after: { caseId: last.case_id, clockId: last.clock_id },
      isDone: false,
    }
  const isDone = movedInPass === 0 || at.pass >= MOST_PASSES
  return { pass: at.pass + 1, movedInPass: 0, changed, isDone }
}
