import type { MemberState } from './bundle-check-context.js'
import type { BundleDocument } from './bundle-document.js'
import { type BundleFinding, found } from './bundle-finding.js'

/** A material that a member does not ask for, since another member of the same bundle issues it (前置结果). */
export interface AwaitedMaterial {
  materialCode: string
  /** Code of the member that issues it. */
  from: string
}

type Results = Pick<BundleDocument, 'results'>

/** What a member gets from the others that take part; what it asks of the applicant all the same is not in it. */
export function awaitedBy(
  { results = [] }: Results,
  itemCode: string,
  takesPart: ReadonlySet<string>,
): AwaitedMaterial[] {
  return results
    .filter((each) => each.itemCode !== itemCode && takesPart.has(each.itemCode))
    .flatMap(({ itemCode: from, materials }) =>
      materials
        .filter((each) => each.itemCode === itemCode)
        .map(({ materialCode }) => ({ materialCode, from })),
    )
}

/** Who issues comes before who needs it; else the order of the bundle. */
export function inOrderOfResults<T extends { itemCode: string }>(
  members: readonly T[],
  { results = [] }: Results,
): T[] {
  const before = edgesOf(results)
  const placed: T[] = []
  const place = (member: T, above: readonly string[]): void => {
    if (placed.includes(member) || above.includes(member.itemCode)) return
    const needed = before.get(member.itemCode) ?? new Set<string>()
    for (const each of members) if (needed.has(each.itemCode)) place(each, [...above, member.itemCode])
    placed.push(member)
  }
  for (const member of members) place(member, [])
  return placed
}

/** By member: the members whose results it needs. */
function edgesOf(results: NonNullable<Results['results']>): Map<string, Set<string>> {
  const before = new Map<string, Set<string>>()
  for (const { itemCode: from, materials } of results)
    for (const { itemCode } of materials) before.set(itemCode, (before.get(itemCode) ?? new Set()).add(from))
  return before
}

/** Each result is a member's, and becomes a material of another member; nobody waits for himself, over several steps neither. */
export function checkResults(
  { results = [], members }: Pick<BundleDocument, 'results' | 'members'>,
  known: ReadonlyMap<string, MemberState>,
): BundleFinding[] {
  const codes = new Set(members.map(({ itemCode }) => itemCode))
  const given = new Set<string>()
  const findings = results.flatMap(({ itemCode, materials }, index) => {
    const pointer = `/results/${index}`
    const issues = known.get(itemCode)?.document.results.length ?? 0
    return [
      ...(codes.has(itemCode) && issues > 0
        ? []
        : [found('RESULT_UNKNOWN', `${pointer}/itemCode`, itemCode)]),
      ...materials.flatMap((material, at) => {
        const place = `${pointer}/materials/${at}`
        const document = codes.has(material.itemCode) ? known.get(material.itemCode)?.document : undefined
        const asks = document?.materials.some((each) => each.materialCode === material.materialCode) === true
        if (!asks || material.itemCode === itemCode)
          return [found('RESULT_MATERIAL', place, material.materialCode)]
        const name = `${material.itemCode} ${material.materialCode}`
        if (given.has(name)) return [found('RESULT_TWICE', place, material.materialCode)]
        given.add(name)
        return []
      }),
    ]
  })
  return goesInCircle(results) ? [...findings, found('RESULT_CIRCLE', '/results')] : findings
}

function goesInCircle(results: NonNullable<Results['results']>): boolean {
  const before = edgesOf(results)
  const reaches = (from: string, goal: string, seen: Set<string>): boolean =>
    [...(before.get(from) ?? [])].some((next) => {
      if (next === goal) return true
      if (seen.has(next)) return false
      seen.add(next)
      return reaches(next, goal, seen)
    })
  return [...before.keys()].some((code) => reaches(code, code, new Set()))
}
