import type { CaseOfWorld, DelegationOfWorld, Person, World } from './rights-world.js'

/**
 * A second opinion on who may do what, written from the contract ("People and rights", "Competence", "Delegations")
 * over the plain rows of a world: slow, and without anything of the service's.
 */

/** Which role acts for the organ, and which window may do it as well. */
const RULES: Readonly<Record<string, { roles: string[]; windows: string[] }>> = {
  submit: { roles: ['clerk'], windows: ['decides', 'accepts', 'collects'] },
  accept: { roles: ['clerk'], windows: ['decides', 'accepts'] },
  startReview: { roles: ['reviewer'], windows: [] },
  completeStep: { roles: ['reviewer'], windows: [] },
  approve: { roles: ['approver'], windows: [] },
  deliver: { roles: ['issuer'], windows: ['decides', 'accepts', 'collects'] },
  void: { roles: ['lead'], windows: [] },
}

type Right = Person['grants'][number]

const isInForce = (world: World, from: string | undefined, until: string | undefined): boolean =>
  (from === undefined || from <= world.today) && (until === undefined || world.today <= until)

const hasEnded = (world: World, person: Person): boolean =>
  person.endedOn !== undefined && person.endedOn < world.today

const isCaseRole = (role: string): boolean =>
  ['clerk', 'reviewer', 'approver', 'issuer', 'lead'].includes(role)

/** Whose absence somebody fills today. */
function absentOf(world: World, person: Person): Person[] {
  if (hasEnded(world, person)) return []
  return world.people.filter(
    (other) =>
      !hasEnded(world, other) &&
      world.absences.some(
        ({ staffNo, deputyNo, from, until }) =>
          staffNo === other.staffNo && deputyNo === person.staffNo && isInForce(world, from, until),
      ),
  )
}

/** The rights of a person today, with those of whom they stand in for. */
function rightsOf(world: World, person: Person): Right[] {
  if (hasEnded(world, person)) return []
  const valid = (grants: Right[]) =>
    grants.filter(({ validFrom, validUntil }) => isInForce(world, validFrom, validUntil))
  return [
    ...valid(person.grants),
    ...absentOf(world, person).flatMap((absent) =>
      valid(absent.grants).filter(({ role, organ }) => isCaseRole(role) && organ === absent.organ),
    ),
  ]
}

/** Whether a division is another or lies below it: by walking up the parents. */
function liesIn(world: World, division: string, place: string): boolean {
  if (division === place) return true
  const parent = world.divisions.find(({ code }) => code === division)?.parent
  return parent !== undefined && liesIn(world, parent, place)
}

const divisionOf = (world: World, organ: string): string =>
  world.organs.find(({ code }) => code === organ)?.division ?? ''

/** A right goes to its own organ, and with a subtree to those of its division and below. */
const goesTo = (world: World, right: Right, organ: string): boolean =>
  right.organ === organ ||
  (right.scope === 'subtree' && liesIn(world, divisionOf(world, organ), divisionOf(world, right.organ)))

const speaksOf = (right: Right, item: string): boolean =>
  right.items === undefined || right.items.includes(item)

function isInForceFor(world: World, delegation: DelegationOfWorld, each: CaseOfWorld): boolean {
  return (
    delegation.from === each.organ &&
    delegation.items.includes(each.item) &&
    !delegation.isEnded &&
    isInForce(world, delegation.validFrom, delegation.validTo)
  )
}

/** Whether a right counts at the case's organ: by itself, or through a delegation to an organ to which it goes. */
function countsAtOrgan(world: World, right: Right, each: CaseOfWorld): boolean {
  if (!speaksOf(right, each.item)) return false
  if (goesTo(world, right, each.organ)) return true
  if (!isCaseRole(right.role)) return false
  return world.delegations.some(
    (delegation) => isInForceFor(world, delegation, each) && goesTo(world, right, delegation.to),
  )
}

/** At the window: its organ's people and the centre's; a subtree that holds the centre, or the organ of the case. */
function countsAtWindow(world: World, right: Right, each: CaseOfWorld): boolean {
  const { window } = each
  if (window === undefined || !speaksOf(right, each.item)) return false
  if (right.organ === window.organ || right.organ === window.centre) return true
  if (right.scope !== 'subtree') return false
  const place = divisionOf(world, right.organ)
  return liesIn(world, window.division, place) || liesIn(world, divisionOf(world, each.organ), place)
}

const isUnsentOfAnother = (person: Person, each: CaseOfWorld): boolean =>
  each.isDraft && each.createdBy !== person.subject

/** 回避: the party, who stands in for the party, and who brought it in as an assistant, whatever they are now. */
function isRecused(world: World, person: Person, each: CaseOfWorld): boolean {
  if (each.party === person.subject) return true
  if (absentOf(world, person).some(({ subject }) => subject === each.party)) return true
  return each.point !== undefined && each.createdBy === person.subject
}

/** The own cases of applicants (which everybody is, whatever post they have) and of an assistant's point. */
function isOwnCase(world: World, person: Person, each: CaseOfWorld): boolean {
  const rights = rightsOf(world, person)
  if (each.party === person.subject) return true
  return rights.some(
    (right) =>
      right.role === 'assistant' &&
      speaksOf(right, each.item) &&
      (each.createdBy === person.subject || (each.point === right.organ && each.party !== person.subject)),
  )
}

export function judgeSees(world: World, person: Person, each: CaseOfWorld): boolean {
  if (each.isDraft) return each.createdBy === person.subject
  if (isOwnCase(world, person, each)) return true
  if (each.copied.people.includes(person.staffNo)) return true
  return rightsOf(world, person).some((right) => {
    const { role } = right
    if ((isCaseRole(role) || role === 'supervisor') && countsAtOrgan(world, right, each)) return true
    if (['clerk', 'issuer', 'lead', 'supervisor'].includes(role) && countsAtWindow(world, right, each))
      return true
    return (
      ['clerk', 'reviewer', 'approver', 'lead'].includes(role) &&
      speaksOf(right, each.item) &&
      [...each.asked.map(({ organ }) => organ), ...each.copied.organs].some((organ) =>
        goesTo(world, right, organ),
      )
    )
  })
}

/** A step that the procedure gives to another organ (who.organ) is done by its reviewers, as long as it is open; a delegation of the case's organ reaches nobody there. */
const doesStepOf = (world: World, rights: Right[], each: CaseOfWorld): boolean =>
  rights.some(
    (right) =>
      right.role === 'reviewer' &&
      speaksOf(right, each.item) &&
      each.asked.some(({ organ, isOpen, isStep }) => isStep && isOpen && goesTo(world, right, organ)),
  )

export function judgeActs(world: World, person: Person, each: CaseOfWorld, action: string): boolean {
  if (isUnsentOfAnother(person, each) || !judgeSees(world, person, each)) return false
  if (action === 'submit' && isOwnCase(world, person, each)) return true
  if (isRecused(world, person, each)) return false
  const rights = rightsOf(world, person)
  if (action === 'giveOpinion') {
    return rights.some(
      (right) =>
        right.role === 'reviewer' &&
        speaksOf(right, each.item) &&
        each.asked.some(({ organ }) => goesTo(world, right, organ)),
    )
  }
  if (action === 'completeStep' && doesStepOf(world, rights, each)) return true
  const rule = RULES[action] ?? { roles: [], windows: [] }
  return rights.some(
    (right) =>
      rule.roles.includes(right.role) &&
      (countsAtOrgan(world, right, each) ||
        (rule.windows.includes(each.window?.authority ?? '') && countsAtWindow(world, right, each))),
  )
}

/**
 * Whether an exchange platform sees a case: the one whose it is, those of its window and its centre and of every organ
 * that was asked; and a subtree that holds the case's organ or its window. Never one that was not handed in.
 */
export function judgePlatformSees(world: World, person: Person, each: CaseOfWorld): boolean {
  if (each.isDraft) return false
  const { organ, window, asked } = each
  const concerned = [organ, window?.organ, window?.centre, ...asked.map((question) => question.organ)]
  return rightsOf(world, person).some((right) => {
    if (right.role !== 'exchange' || right.items !== undefined) return false
    if (concerned.includes(right.organ)) return true
    if (right.scope !== 'subtree') return false
    const place = divisionOf(world, right.organ)
    return (
      liesIn(world, divisionOf(world, organ), place) ||
      (window !== undefined && liesIn(world, window.division, place))
    )
  })
}
