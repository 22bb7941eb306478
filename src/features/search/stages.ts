import { divisionPath, endOf, pathsUp } from './division-path.js'

/** A part of the tree that is read in one go. Lower bound included, or the first thing after it; upper bound not. */
export interface Stage {
  suspended: boolean
  /** Exactly these places, the deepest first. */
  at?: string[]
  from?: string
  after?: string
  before?: string
  /** Places that an earlier stage had. */
  not?: string[]
}

export interface Place {
  /** Ancestors, own code first, of the division that was asked for: nothing outside it. */
  division?: readonly string[] | undefined
  /** Of the division that the search is made in: what is near comes first. */
  near?: readonly string[] | undefined
}

/**
 * In which order places are read: the own division and those above it, which serve it too; then those below; then
 * elsewhere; what is suspended at the very end. Each stage is a range of the index, so that no page sorts them all.
 */
export function stagesOf({ division, near }: Place): Stage[] {
  const within = division === undefined ? undefined : divisionPath(division)
  const all: Omit<Stage, 'suspended'> = within === undefined ? {} : { from: within, before: endOf(within) }
  const centre = nearWithin(near, within) ?? division
  if (centre === undefined) return [inForce({}), { ...all, suspended: true }]
  const own = divisionPath(centre)
  const up = pathsUp(centre).filter((path) => within === undefined || path.startsWith(within))
  const below = inForce({ after: own, before: endOf(own) })
  const around =
    own === within
      ? []
      : [
          inForce({ ...all, before: own, not: up }),
          inForce({ from: endOf(own), ...(all.before === undefined ? {} : { before: all.before }) }),
        ]
  return [inForce({ at: up }), below, ...around, { ...all, suspended: true }]
}

const inForce = (stage: Omit<Stage, 'suspended'>): Stage => ({ ...stage, suspended: false })

/** Near counts where it lies within the division that was asked for. */
function nearWithin(
  near: readonly string[] | undefined,
  within: string | undefined,
): readonly string[] | undefined {
  if (near === undefined) return undefined
  return within === undefined || divisionPath(near).startsWith(within) ? near : undefined
}
