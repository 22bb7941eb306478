import type { InputError } from '../../../shared/problem.js'
import type { Text } from '../../../shared/text.js'
import type { PartyRole } from '../../catalogue/party-rule.js'

/** What is looked at of a party to tell whether it may stand beside the others. */
export interface RelatedParty {
  role: PartyRole
  type: 'natural' | 'legal'
  /** The same for the same number, whatever its spelling and the document that it is said to be of. */
  person: string
}

/** Roles of those for whom a case is: what is decided is decided for them. */
export const APPLICANTS: ReadonlySet<PartyRole> = new Set(['applicant', 'coApplicant'])
/** Who acts for an applicant, by mandate or by law: nobody does so for oneself. */
const AGENTS: ReadonlySet<PartyRole> = new Set(['representative', 'guardian'])
/** Who acts within a legal entity; one person may be both (法定代表人自己经办). */
const ORGANS: ReadonlySet<PartyRole> = new Set(['legalRepresentative', 'handler'])

/**
 * How the parties stand to each other (当事人之间的关系): there is an applicant; nobody is a party twice, or one's own
 * agent or guardian (民法典 161: an agent acts in the name of another); who acts within an entity is a person, and the
 * entity is there.
 */
export function checkRelations(parties: readonly RelatedParty[]): InputError[] {
  const errors: InputError[] = []
  if (!parties.some(({ role }) => role === 'applicant'))
    errors.push(told('/parties', 'APPLICANT_REQUIRED', RELATIONS.applicant))
  const applicants = parties.filter(({ role }) => APPLICANTS.has(role))
  const hasEntity = applicants.some(({ type }) => type === 'legal')
  for (const [index, party] of parties.entries()) {
    const at = (member: string) => `/parties/${index}/${member}`
    if (ORGANS.has(party.role)) {
      if (party.type === 'legal') errors.push(told(at('type'), 'ROLE_OF_PERSONS', RELATIONS.persons))
      if (!hasEntity) errors.push(told(at('role'), 'ROLE_OF_ENTITIES', RELATIONS.entities))
    }
    if (isOwnAgent(party, applicants)) errors.push(told(at('idNumber'), 'OWN_AGENT', RELATIONS.ownAgent))
    else if (parties.slice(0, index).some((each) => isTwice(each, party)))
      errors.push(told(at('idNumber'), 'PARTY_TWICE', RELATIONS.twice))
  }
  return errors
}

/** An applicant may act for another applicant, for nobody but oneself not. */
const isOwnAgent = ({ role, person }: RelatedParty, applicants: readonly RelatedParty[]): boolean =>
  AGENTS.has(role) && applicants.length > 0 && applicants.every((each) => each.person === person)

/** One person in two roles that do not go together. */
function isTwice(one: RelatedParty, other: RelatedParty): boolean {
  if (one.person !== other.person) return false
  if (one.role === other.role) return true
  const has = (roles: ReadonlySet<PartyRole>) => roles.has(one.role) || roles.has(other.role)
  // The head of a company may bring its papers himself, or buy from it; an applicant may act for another one.
  return has(APPLICANTS) ? !has(ORGANS) && !has(AGENTS) : has(AGENTS)
}

const told = (pointer: string, code: string, message: Text): InputError => ({ pointer, code, message })

const RELATIONS = {
  applicant: { en: 'One party must have the role applicant', zh: '至少有一名申请人' },
  persons: {
    en: 'A legal representative or handler is a natural person',
    zh: '法定代表人、经办人应为自然人',
  },
  entities: {
    en: 'Only a legal entity has a legal representative or handler; who acts for a person is a representative',
    zh: '申请人为法人或其他组织的才有法定代表人、经办人；代自然人办理的为代理人',
  },
  ownAgent: {
    en: 'Nobody is an agent or guardian of oneself: name who acts, or leave the role out',
    zh: '代理人、监护人不能是申请人本人，请填写实际代理人或者删除该角色',
  },
  twice: { en: 'The same person stands here twice', zh: '同一人重复列为当事人' },
} as const satisfies Record<string, Text>
