import type { Role } from '../../../shared/roles.js'
import type { CaseState } from '../../workflow/case-state.js'
import { type Actor, type DocumentKind, type Refusal, refuse } from '../../workflow/decision.js'
import type { Prepared } from '../acts/act-on-case.js'
import { plainDecision } from '../acts/plain-decision.js'
import type { InHand } from '../case-in-hand.js'

/** What the holder was told, when and how, and said before (陈述、申辩，行政许可法第七条). */
export interface Heard {
  toldOn: string
  how: string
  said: string
}

/** What is done with a licence (撤销、撤回、注销、暂停、恢复、补证), in the case that granted it: its event and its paper stand there. */
export interface LicenceCommand {
  action:
    | 'revokeLicence'
    | 'withdrawLicence'
    | 'cancelLicence'
    | 'suspendLicence'
    | 'resumeLicence'
    | 'reprintLicence'
  licenceId: string
  licenceNo: string
  licenceName: string
  ground: string
  reason: string
  /** Of a suspension: the statute that lets the organ do so, and its last day, where it has one. */
  statute?: string
  until?: string
  /** Of a cancellation: what shows its ground, in words and by its kind. */
  proof?: string
  proofKind?: string
  /** Of what takes the licence from its holder. */
  heard?: Heard
  /** The case in which its holder stands now, where a change or a renewal has said so since. */
  holderCase: string
  /** Nothing of what the case granted holds after it. */
  endsGrant: boolean
  /** Told in a case in which it was to be renewed or changed: the paper stands in the one that granted it. */
  inLinked?: true
}

const PAPERS: Record<LicenceCommand['action'], DocumentKind> = {
  revokeLicence: 'licenceRevocation',
  withdrawLicence: 'licenceWithdrawal',
  cancelLicence: 'licenceCancellation',
  suspendLicence: 'licenceSuspension',
  resumeLicence: 'licenceResumption',
  reprintLicence: 'licenceReprint',
}

/** A decision on the licence is its organ's; a new copy is given by who gives copies out. */
const WHO: Record<LicenceCommand['action'], readonly Role[]> = {
  revokeLicence: ['approver'],
  withdrawLicence: ['approver'],
  cancelLicence: ['approver'],
  suspendLicence: ['approver'],
  resumeLicence: ['approver'],
  reprintLicence: ['issuer', 'approver'],
}

/** By the organ that granted it, or who stands for it; never by a party of the case (回避). */
export function doLicenceAct({ record, around }: InHand, command: LicenceCommand): Prepared | Refusal {
  const {
    action,
    licenceId,
    licenceNo,
    licenceName,
    ground,
    reason,
    heard,
    statute,
    until,
    proof,
    proofKind,
    endsGrant,
    inLinked,
    holderCase,
  } = command
  const said = {
    ...(statute === undefined ? {} : { statute }),
    ...(until === undefined ? {} : { until }),
    ...(proof === undefined ? {} : { proof }),
    ...(heard === undefined ? {} : { toldOn: heard.toldOn, how: heard.how, heard: heard.said }),
  }
  const whose = holderCase === record.caseNo ? {} : { holderCase }
  const as = standingFor(around.actor, WHO[action])
  if (as === undefined)
    return refuse(
      'ROLE',
      'Only the organ that granted the licence decides on it',
      '证照的撤销、撤回、注销、暂停和补发由发证机关办理',
    )
  const acting = { ...around, actor: { ...around.actor, as } }
  const decision = plainDecision(record, acting, action, {
    facts: { licenceId, licenceNo, ground, reason, ...said, proofKind },
  })
  return {
    kind: 'prepared',
    record,
    around: acting,
    decision: {
      ...decision,
      state: suspendedBy(command, { ...decision.state, ...(endsGrant ? { grantEnded: true as const } : {}) }),
      documents:
        inLinked === true
          ? []
          : [{ kind: PAPERS[action], facts: { licenceNo, licenceName, ground, reason, ...said, ...whose } }],
    },
  }
}

/** 暂停、恢复: while what was granted is suspended its certificate goes out to nobody. */
function suspendedBy({ action, until }: LicenceCommand, state: CaseState): CaseState {
  if (action === 'suspendLicence') return { ...state, grantSuspended: until === undefined ? {} : { until } }
  if (action !== 'resumeLicence') return state
  const { grantSuspended: _lifted, ...rest } = state
  return rest
}

const standingFor = ({ standings }: Actor, roles: readonly Role[]) =>
  standings.find(({ role, windowAuthority }) => windowAuthority === undefined && roles.includes(role))
