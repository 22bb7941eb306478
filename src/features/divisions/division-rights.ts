import { type Caller, mayWriteShared, type Owner, rolesOverDivision } from '../../shared/caller.js'

/** A division as it stands: its own code with all above it, nearest first. */
export interface Standing {
  ancestors: readonly string[]
}

export interface DivisionChange {
  /** As it stands; undefined: a new one. */
  before: Standing | undefined
  /** Code of its parent from now on; undefined: a root. */
  parent: string | undefined
  /** The nearest division above it that stands already; undefined: a root, or below one that comes with it. */
  above: Standing | undefined
}

/**
 * Whether an operator may write a division (区划): a new one takes the reach of what is above it, a rename of itself. A
 * move takes the reach of the division, of its old parent and of its new one, since rights follow the tree. What stands
 * at the top, before or after, is for who stands above all.
 */
export function mayWriteDivision(
  caller: Caller,
  { before, parent, above }: DivisionChange,
  top: Owner,
): boolean {
  const reaches = (place: Standing | undefined): boolean =>
    place === undefined
      ? mayWriteShared(caller, top, 'operator')
      : rolesOverDivision(caller, place.ancestors).has('operator')
  if (before === undefined) return reaches(above)
  const [, oldParent] = before.ancestors
  if (oldParent === parent) return reaches(before)
  const old = before.ancestors.slice(1)
  return reaches(before) && reaches(old.length === 0 ? undefined : { ancestors: old }) && reaches(above)
}
