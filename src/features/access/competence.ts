import { EVERYBODY, type Sight } from '../../events/make-event.js'
import {
  type Caller,
  concerns,
  covers,
  EVERY_POST,
  type Grant,
  isOwn,
  type Organ,
  placesOf,
  type Reach,
  reachOf,
  subjectOf,
} from '../../shared/caller.js'
import type { Role } from '../../shared/roles.js'

/** What competence looks at of a case: whose it is, where it came in, who was asked, and who the people are. */
export interface CaseOrgans {
  itemCode: string
  /** The deciding organ (实施主体), or who goes on with its cases. */
  organ: Organ
  /** The window that took the case in: whose staff sit there, who runs the centre, and what it may do with the item. */
  window?: { organisations: readonly string[]; divisions: readonly string[]; authority: string }
  /** Organs with an open question to answer in a joint review (会审), and those that answered. */
  asked: readonly Organ[]
  askedBefore: readonly Organ[]
  /** Places of who was told of it (抄送): organs, divisions, and people by `n:` and the staff number. */
  copied?: readonly string[]
  /** The organ above to which opinion and file were sent (转报). */
  forwarded?: Organ | undefined
  /** Never handed in: only who began it knows of it. */
  isUnsent: boolean
  createdBy: string
  /** The point of the assistant who brought it in; undefined where it was brought in otherwise. */
  createdOrganisation?: string
  /** `issuer|subject` of the parties, and the blind indexes of their identity numbers. */
  partySubjects: readonly string[]
  partyNumbers: readonly Buffer[]
}

/** In which role somebody may act in a case, of which organ, and in whose name. */
export interface Standing {
  role: Role
  /** The organ in whose staff the person acts. */
  organisation: string
  /** The organ that entrusted the act (委托): it is done in this one's name. */
  inNameOf?: string
  posts: readonly string[]
  /** Only what a window with this authority may do: decides, accepts, collects or advises. */
  windowAuthority?: string
  /** Staff number of the absent person in whose stead it is done. */
  deputyFor?: string
}

/** What a person is to a case. */
export interface Competence {
  sees: boolean
  /** Sees it as staff, with what only staff see (who acted, their words). */
  asStaff: boolean
  standings: readonly Standing[]
  /** Of these the person's very own, not those that only a subtree reaches. */
  answersForOwn: readonly Organ[]
  /** Organs that were asked in a joint review, or that do a step, and for which the person answers, whether that is open still or not. */
  answersFor: readonly Organ[]
  /** Posts held in each of these organs. */
  answersPosts?: Readonly<Record<string, readonly string[]>>
  /** Of the organ to which the file was sent (转报): reads it as it was written, and does nothing in it. */
  receives: boolean
  /** 回避: a party, its agent or its assistant, or a deputy of one, has no standing as staff. */
  recused: boolean
}

/** Roles that act for the deciding organ. */
const ORGAN_ROLES = new Set<Role>(['clerk', 'reviewer', 'approver', 'issuer', 'lead'])
/** Roles that act for the centre whose window took the case in: taking in and giving out, nothing between. */
const WINDOW_ROLES = new Set<Role>(['clerk', 'issuer'])
/** Roles that see a case of their organ or their window's; supervisors see and question, and never alter. */
const WINDOW_READERS = new Set<Role>(['clerk', 'issuer', 'lead', 'supervisor'])
/** Who sees a case about which the own organ was asked; the reviewer answers. */
const ASKED_READERS = new Set<Role>(['clerk', 'reviewer', 'approver', 'lead'])

/**
 * Who may act in a case (行政许可法 Art. 22–24): the people of its organ, those of an organ that it delegated the item
 * to, at the intake those of the window that took it in, and for its own answer an organ that was asked. One pure
 * function for acts, foreseen actions, lists, files, documents and feed.
 */
export function competenceIn(caller: Caller, organs: CaseOrgans): Competence {
  if (caller.kind === 'system') return SYSTEM
  const subject = subjectOf(caller)
  const own = ownStandings(caller, subject, organs)
  if (organs.isUnsent && organs.createdBy !== subject) return STRANGER
  const grants = caller.grants.filter((grant) => concerns(grant, organs.itemCode))
  const recused = isRecused(caller, subject, organs)
  const staff = recused ? [] : [...organStandings(grants, organs), ...windowStandings(grants, organs)]
  const answersFor = recused
    ? []
    : [...organs.asked, ...organs.askedBefore].filter((organ) =>
        grants.some((grant) => isAnswerer(grant) && covers(grant, organ)),
      )
  const asStaff = seesAsStaff(grants, organs) || isTold(caller, organs)
  return {
    sees: asStaff || own.length > 0 || organs.isUnsent,
    asStaff: asStaff && !recused,
    standings: [...staff, ...own],
    answersFor,
    ...(answersFor.length === 0 ? {} : { answersPosts: postsIn(grants, answersFor) }),
    answersForOwn: answersFor.filter(({ code }) =>
      grants.some((grant) => isAnswerer(grant) && isOwn(grant, code)),
    ),
    receives: !recused && grants.some((grant) => takesOver(grant, organs.forwarded)),
    recused,
  }
}

const takesOver = (grant: Grant, organ: Organ | undefined): boolean =>
  organ !== undefined && ASKED_READERS.has(grant.role) && !isDelegated(grant) && covers(grant, organ)

/** What somebody may be in the organ of a step: as in `standingOf`, a post is one of its own organ. */
const postsIn = (grants: readonly Grant[], organs: readonly Organ[]): Record<string, readonly string[]> =>
  Object.fromEntries(
    organs.map((organ) => {
      const held = grants.filter((grant) => isAnswerer(grant) && covers(grant, organ))
      const posts = held.flatMap((grant) =>
        grant.posts.includes(EVERY_POST) || isOwn(grant, organ.code) ? grant.posts : [],
      )
      return [organ.code, [...new Set(posts)]]
    }),
  )

const NOTHING = {
  ...{ standings: [], answersFor: [], answersForOwn: [] },
  ...{ receives: false, recused: false },
} as const
const SYSTEM: Competence = { sees: true, asStaff: true, ...NOTHING }
const STRANGER: Competence = { sees: false, asStaff: false, ...NOTHING }

const isAnswerer = (grant: Grant): boolean => grant.role === 'reviewer' && !isDelegated(grant)

const isDelegated = (grant: Grant): boolean => grant.delegation !== undefined

/** What applicants and assistants may: in the cases in which they are a party, and in those of the own point. */
function ownStandings(caller: Caller, subject: string, organs: CaseOrgans): Standing[] {
  return caller.grants.flatMap((grant): Standing[] => {
    const { role, organisation } = grant
    if (role === 'citizen' && organs.partySubjects.includes(subject))
      return [{ role, organisation: '', posts: [] }]
    const ofPoint =
      organs.createdBy === subject ||
      (isOwn(grant, organs.createdOrganisation) && !organs.partySubjects.includes(subject))
    return role === 'assistant' && ofPoint && concerns(grant, organs.itemCode)
      ? [{ role, organisation, posts: [] }]
      : []
  })
}

/** 回避: nobody acts as staff where they are a party, its agent or brought it in as an assistant, nor where a party named them deputy. */
function isRecused(caller: Caller, subject: string, organs: CaseOrgans): boolean {
  const { idNumberIndex, deputyForSubjects = [], deputyForNumbers = [] } = caller
  const numbers = idNumberIndex === undefined ? deputyForNumbers : [idNumberIndex, ...deputyForNumbers]
  const people = new Set(organs.partySubjects)
  return (
    people.has(subject) ||
    deputyForSubjects.some((each) => people.has(each)) ||
    organs.partyNumbers.some((number) => numbers.some((each) => each.equals(number))) ||
    (organs.createdOrganisation !== undefined && organs.createdBy === subject)
  )
}

function organStandings(grants: readonly Grant[], { organ }: CaseOrgans): Standing[] {
  return grants.flatMap((grant) =>
    ORGAN_ROLES.has(grant.role) && covers(grant, organ) ? [standingOf(grant, organ)] : [],
  )
}

function standingOf(grant: Grant, organ: Organ): Standing {
  const { role, delegation, posts, deputyFor } = grant
  // What an organ that ended has left is done in the name of who goes on with it.
  const living = organ.successor ?? organ.code
  return {
    role,
    organisation: delegation?.to ?? living,
    // Who stands above all holds the posts wherever he acts; else a post is one of its own organ.
    posts: posts.includes(EVERY_POST) || isOwn(grant, organ.code) ? posts : [],
    ...(delegation?.kind === 'entrusted' ? { inNameOf: living } : {}),
    ...(deputyFor === undefined ? {} : { deputyFor }),
  }
}

function windowStandings(grants: readonly Grant[], { window }: CaseOrgans): Standing[] {
  if (window === undefined) return []
  const { organisations, authority } = window
  return grants.flatMap((grant) => {
    if (!WINDOW_ROLES.has(grant.role) || isDelegated(grant) || !reachesWindow(grant, window)) return []
    const isThere = organisations.some((code) => isOwn(grant, code))
    const organisation = isThere ? grant.organisation : (organisations[0] ?? grant.organisation)
    const { role, deputyFor } = grant
    return [
      {
        role,
        organisation,
        posts: [],
        windowAuthority: authority,
        ...(deputyFor === undefined ? {} : { deputyFor }),
      },
    ]
  })
}

const reachesWindow = (grant: Grant, window: NonNullable<CaseOrgans['window']>): boolean =>
  window.organisations.some((code) => isOwn(grant, code)) ||
  (grant.scope === 'subtree' && window.divisions.includes(grant.division))

function seesAsStaff(grants: readonly Grant[], organs: CaseOrgans): boolean {
  return grants.some((grant) => {
    const { role } = grant
    if ((ORGAN_ROLES.has(role) || role === 'supervisor') && covers(grant, organs.organ)) return true
    if (isDelegated(grant)) return false
    if (organs.window !== undefined && WINDOW_READERS.has(role) && reachesWindow(grant, organs.window))
      return true
    if (!ASKED_READERS.has(role)) return false
    const { organs: codes, divisions } = placesOf([grant], [role])
    return (
      [...organs.asked, ...organs.askedBefore].some((organ) => covers(grant, organ)) ||
      [...codes, ...divisions].some((place) => organs.copied?.includes(place))
    )
  })
}

/** Told of it by name (抄送): that one sees it, whatever the own organ does. */
const isTold = ({ staffNo }: Caller, { copied }: CaseOrgans): boolean =>
  staffNo !== undefined && copied?.includes(placeOfStaff(staffNo)) === true

/** The place of a person, beside those of organs and divisions. */
export const placeOfStaff = (staffNo: string): string => `n:${staffNo}`

/** Roles that see cases as staff, for the conditions of lists: of the organ, of the window, of an asked organ. */
export const READERS = {
  organ: [...ORGAN_ROLES, 'supervisor'],
  window: [...WINDOW_READERS],
  asked: [...ASKED_READERS],
} as const satisfies Record<string, readonly Role[]>

/**
 * Whom a case concerns, as each of its events keeps it for the feed: its organ, the window's and the centre's, and every
 * organ that was asked; by their divisions the organ's and the window's. An asked organ's own platform reads on, the
 * platforms of the places above it do not: the case is none of theirs.
 */
export function concernedIn({ organ, window, asked, askedBefore }: CaseOrgans): Sight {
  const organs = [organ, ...asked, ...askedBefore].map(({ code }) => code)
  return {
    organs: [...new Set([...organs, ...(window?.organisations ?? [])])],
    divisions: [...new Set([...organ.divisions, ...(window?.divisions ?? [])])],
  }
}

/**
 * How far an exchange platform reads: as its grants reach, and what belongs to the whole deployment. A grant that is
 * bound to some items carries no platform: the feed speaks of more than cases.
 */
export function platformReach({ grants }: Pick<Caller, 'grants'>): Reach {
  const held = reachOf(grants, ['exchange'])
  return {
    organs: [...EVERYBODY.organs, ...held.organs],
    divisions: [...EVERYBODY.divisions, ...held.divisions],
  }
}

/** Whether a platform reads what concerns these organs and places: events of the feed, and cases by their number. */
export const reachesConcerned = (reach: Reach, { organs, divisions }: Sight): boolean =>
  organs.some((code) => reach.organs.includes(code)) ||
  divisions.some((code) => reach.divisions.includes(code))

/** Whether an exchange platform reads a case as it stands; nobody's feed knows of one that was never handed in. */
export function platformSees(caller: Pick<Caller, 'grants'>, organs: CaseOrgans): boolean {
  return !organs.isUnsent && reachesConcerned(platformReach(caller), concernedIn(organs))
}
