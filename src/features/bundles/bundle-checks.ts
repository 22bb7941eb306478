import { isError } from '../../shared/finding.js'
import type { MemberState } from './bundle-check-context.js'
import type { BundleDocument } from './bundle-document.js'
import { type BundleFinding, found } from './bundle-finding.js'
import { checkBundleConditions, checkOutcomes, checkQuestions } from './bundle-question-checks.js'
import { checkResults } from './bundle-results.js'
import { checkMappings } from './mapping-checks.js'

/** Everything that speaks against publishing a bundle (一件事发布前检查), given its members as they are in force. */
export function checkBundle(
  bundle: BundleDocument,
  members: ReadonlyMap<string, MemberState>,
): BundleFinding[] {
  const items = new Map([...members].map(([code, { document }]) => [code, document]))
  const findings = [
    ...checkMembers(bundle, members),
    ...checkQuestions(bundle, items),
    ...checkBundleConditions(bundle),
    ...checkMappings(bundle, items),
    ...checkEquivalents(bundle, members),
    ...checkResults(bundle, members),
    ...checkPromise(bundle, members),
  ]
  // The ways to answer can only be gone through when everything that they look at is sound.
  const isSound = !findings.some(isError)
  return isSound ? [...findings, ...checkOutcomes(bundle, items)] : findings
}

function checkMembers({ members }: BundleDocument, known: ReadonlyMap<string, MemberState>): BundleFinding[] {
  const codes = members.map(({ itemCode }) => itemCode)
  return codes.flatMap((code, index) => {
    const pointer = `/members/${index}/itemCode`
    if (codes.indexOf(code) !== index) return [found('MEMBER_TWICE', pointer, code)]
    const member = known.get(code)
    if (member === undefined) return [found('MEMBER_UNKNOWN', pointer, code)]
    return member.state === 'IN_USE' ? [] : [found('MEMBER_NOT_IN_USE', pointer, member.document.name)]
  })
}

function checkEquivalents(
  { equivalents = [], members }: BundleDocument,
  known: ReadonlyMap<string, MemberState>,
): BundleFinding[] {
  const findings: BundleFinding[] = []
  const seen = new Set<string>()
  const isMember = new Set(members.map(({ itemCode }) => itemCode))
  equivalents.forEach(({ materials }, group) => {
    materials.forEach(({ itemCode, materialCode }, index) => {
      const pointer = `/equivalents/${group}/materials/${index}`
      const document = isMember.has(itemCode) ? known.get(itemCode)?.document : undefined
      if (document?.materials.some((each) => each.materialCode === materialCode) !== true)
        findings.push(found('EQUIVALENT_UNKNOWN', pointer, materialCode))
      const name = `${itemCode} ${materialCode}`
      if (seen.has(name)) findings.push(found('EQUIVALENT_TWICE', pointer, materialCode))
      seen.add(name)
    })
  })
  return [...findings, ...sameCodes(members, known, seen)]
}

function sameCodes(
  members: BundleDocument['members'],
  known: ReadonlyMap<string, MemberState>,
  declared: ReadonlySet<string>,
): BundleFinding[] {
  const names = new Map<string, Set<string>>()
  for (const { itemCode } of members) {
    for (const { materialCode, name } of known.get(itemCode)?.document.materials ?? []) {
      if (declared.has(`${itemCode} ${materialCode}`)) continue
      names.set(materialCode, (names.get(materialCode) ?? new Set()).add(name))
    }
  }
  return [...names].flatMap(([code, each]) =>
    each.size > 1 ? [found('SAME_CODE_APART', '/equivalents', `${code} (${[...each].join('、')})`)] : [],
  )
}

/** Calendar days, roughly: limits of different units are compared by them. */
const DAYS = { workingDay: 7 / 5, day: 1, month: 30, year: 365 } as const
const days = ({ amount, unit }: BundleDocument['promised']): number => amount * DAYS[unit]

function checkPromise(
  { promised, members }: BundleDocument,
  known: ReadonlyMap<string, MemberState>,
): BundleFinding[] {
  const longer = members.flatMap(({ itemCode }) => {
    const document = known.get(itemCode)?.document
    return document !== undefined && days(document.limits.promised) > days(promised) ? [document.name] : []
  })
  return longer.length === 0 ? [] : [found('PROMISE_SHORTER', '/promised', longer.join('、'))]
}
