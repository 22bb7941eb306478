import type { Text } from '../../shared/text.js'
import type { LegalDate } from '../../shared/time.js'

/** What may be done with a licence, on which ground, from which state (证照处分). Pure. */

export const LICENCE_GROUNDS = {
  /** 行政许可法 Art. 69. */
  revoke: {
    abuse: '行政机关工作人员滥用职权、玩忽职守作出准予行政许可决定',
    beyondCompetence: '超越法定职权作出准予行政许可决定',
    procedure: '违反法定程序作出准予行政许可决定',
    notQualified: '对不具备申请资格或者不符合法定条件的申请人准予行政许可',
    fraud: '被许可人以欺骗、贿赂等不正当手段取得行政许可',
    otherRevocation: '依法可以撤销行政许可的其他情形',
  },
  /** Art. 8(2). */
  withdraw: {
    lawChanged: '行政许可所依据的法律、法规、规章修改或者废止',
    circumstancesChanged: '准予行政许可所依据的客观情况发生重大变化',
  },
  /** Art. 70. */
  cancel: {
    notRenewed: '行政许可有效期届满未延续',
    holderGone: '赋予公民特定资格的行政许可，该公民死亡或者丧失行为能力',
    entityEnded: '法人或者其他组织依法终止',
    endedByAct: '行政许可依法被撤销、撤回',
    impossible: '因不可抗力导致行政许可事项无法实施',
    /** By the organ that punishes, which need not be the one that granted; the register has not heard of it yet. */
    penalised: '行政许可证件依法被吊销',
    otherCancellation: '法律、法规规定的应当注销行政许可的其他情形',
    holderAsked: '被许可人申请注销',
  },
  /** Only where a statute lets the organ do so: the licence law itself knows no suspension. */
  suspend: {
    conditionsLost: '被许可人不再具备取得行政许可的条件，法律、法规规定可以暂停',
    rectify: '被许可人须限期整改，法律、法规规定整改期间暂停',
    otherSuspension: '法律、法规规定的应当暂停行政许可的其他情形',
  },
  resume: {
    rectified: '被许可人已经整改，经核查符合法定条件',
    unfounded: '据以暂停的事实不成立',
    otherResumption: '据以暂停的情形已经消除',
  },
  reprint: {
    lost: '证件遗失',
    damaged: '证件毁损',
  },
} as const

export type LicenceAct = keyof typeof LICENCE_GROUNDS

/** By itself, when the days of a suspension are over. */
export const PERIOD_OVER = 'periodOver'

/** A ground in the words of the paper. */
export const LICENCE_GROUND_WORDS: Readonly<Record<string, string>> = Object.assign(
  { [PERIOD_OVER]: '暂停期限届满' },
  ...Object.values(LICENCE_GROUNDS),
)

/** Grounds that say nothing by themselves: the act names the statute, as it does where it suspends. */
export const NAMES_STATUTE: ReadonlySet<string> = new Set(['otherRevocation', 'otherCancellation'])

/** From where an act is possible, and to where it leads; a new copy changes nothing of what it says. */
export const LICENCE_STEPS: Record<LicenceAct, { from: readonly string[]; to: string | undefined }> = {
  revoke: { from: ['current', 'suspended', 'expired'], to: 'revoked' },
  withdraw: { from: ['current', 'suspended'], to: 'withdrawn' },
  // What was revoked or withdrawn is cancelled in the register as well (Art. 70(4)).
  cancel: { from: ['current', 'suspended', 'expired', 'revoked', 'withdrawn'], to: 'cancelled' },
  suspend: { from: ['current'], to: 'suspended' },
  resume: { from: ['suspended'], to: 'current' },
  reprint: { from: ['current'], to: undefined },
}

/** A ground that the state belies: what holds still has not run out, nor been ended. */
export function groundFits(ground: string, state: string): boolean {
  if (ground === 'notRenewed') return state === 'expired'
  if (ground === 'endedByAct') return state === 'revoked' || state === 'withdrawn'
  return true
}

/** What shows that a ground of cancellation is given (注销证明); the register itself shows that a licence ran out or was ended. */
export const CANCELLATION_PROOFS = {
  holderRequest: '持证主体签字或者盖章的注销申请',
  deathCertificate: '死亡证明',
  courtJudgment: '法院判决书、裁定书',
  deregistration: '注销登记证明、终止文件',
  penaltyDecision: '吊销许可证件的处罚决定书',
  forceMajeure: '不可抗力的证明文件',
} as const
export type CancellationProof = keyof typeof CANCELLATION_PROOFS

/** Which of them each ground asks for. */
const PROVEN_BY: Readonly<Record<string, readonly CancellationProof[]>> = {
  holderAsked: ['holderRequest'],
  holderGone: ['deathCertificate', 'courtJudgment'],
  entityEnded: ['deregistration', 'courtJudgment'],
  penalised: ['penaltyDecision'],
  impossible: ['forceMajeure'],
}

export interface ProofOfGround {
  kind: CancellationProof
  /** Its number, or where it lies; of a statement, what was signed. */
  reference: string
  on: LegalDate
}

/** What is wrong with the proof of a ground: missing, another paper than the ground asks for, or from a day that has not come. */
export function wrongProof(
  ground: string,
  proof: ProofOfGround | undefined,
  today: LegalDate,
): { pointer: string; code: string; message: Text } | undefined {
  const kinds = PROVEN_BY[ground]
  if (kinds === undefined) return undefined
  const named = kinds.map((kind) => CANCELLATION_PROOFS[kind]).join('、')
  if (proof === undefined)
    return {
      pointer: '/proof',
      code: 'PROOF_REQUIRED',
      message: { en: `Proof is needed: ${kinds.join(' or ')}`, zh: `该情形须有证明：${named}` },
    }
  if (!kinds.includes(proof.kind))
    return {
      pointer: '/proof/kind',
      code: 'PROOF_UNFIT',
      message: { en: `Shown by: ${kinds.join(' or ')}`, zh: `该情形的证明应当是：${named}` },
    }
  return proof.on > today
    ? {
        pointer: '/proof/on',
        code: 'DATE_IN_FUTURE',
        message: { en: 'This day has not come', zh: '日期尚未到来' },
      }
    : undefined
}
