import type { Caller } from '../../../shared/caller.js'
import { holdsSomebodysNumber } from '../../../shared/masks.js'
import type { InputError } from '../../../shared/problem.js'
import type { Text } from '../../../shared/text.js'
import type { OverrideProof } from '../../workflow/override-proof.js'
import type { Channel, Warning } from '../case.js'

/** A warning that staff take upon themselves (确认理由), with the paper that they saw where a reason alone does not do. */
export interface Override {
  pointer: string
  reason: string
  proof?: OverrideProof | undefined
}

/** The overrides of somebody who may override. */
export interface Overriding {
  subject: string
  overrides: readonly Override[]
}

/**
 * What the records of this system speak against, and a paper from elsewhere answers: death and divorce by a court are told
 * to nobody here (民法典 1051, 1080), and an application may have been taken in by another registry.
 */
const BY_PAPER: Readonly<Record<string, ReadonlySet<OverrideProof['kind']>>> = {
  ALREADY_MARRIED: new Set<OverrideProof['kind']>([
    'deathCertificate',
    'courtJudgment',
    'courtMediation',
    'divorceCertificate',
  ]),
  PRECEDING_CASE_REQUIRED: new Set<OverrideProof['kind']>(['applicationReceipt']),
}

const NOT_YOURS: Text = {
  en: 'Only the staff who take a case in and have seen the documents settle a warning: leave `overrides` out; what is doubtful is told as a warning and does not keep the application back, what is wrong has to be corrected',
  zh: '只有查验了证件的受理人员才能确认疑点：请删除 overrides。疑点只作提示，不影响提交；确有错误的请更正',
}
const AT_KIOSK: Text = {
  en: 'Nobody of the office sees documents at a kiosk: leave `overrides` out, and who accepts the case looks at them',
  zh: '自助终端没有工作人员查验证件：请删除 overrides，由受理人员在受理时确认',
}

/**
 * What comes with an application must have been seen by the office: an applicant's word settles no doubt about the applicant,
 * and nobody of the office sees documents at a kiosk (自助终端). Said, and not passed over: who sent it would believe it settled.
 */
export function checkOverrides(
  caller: Pick<Caller, 'grants'>,
  channel: Channel | undefined,
  overrides: readonly Override[] = [],
): InputError[] {
  if (overrides.length === 0 || (mayOverride(caller) && channel !== 'KIOSK')) return []
  const message = mayOverride(caller) ? AT_KIOSK : NOT_YOURS
  return [{ pointer: '/overrides', code: 'OVERRIDE_NOT_YOURS', message }]
}

const mayOverride = ({ grants }: Pick<Caller, 'grants'>): boolean =>
  grants.some(({ role }) => role === 'clerk' || role === 'lead')

/** Staff override, nobody else; undefined where the caller is none. */
export const overridingOf = (
  caller: Pick<Caller, 'grants' | 'subject'>,
  overrides: readonly Override[] = [],
): Overriding | undefined =>
  overrides.length > 0 && mayOverride(caller) ? { subject: caller.subject, overrides } : undefined

/** The warning as it was overridden; undefined where nobody does, or the paper that it takes is not named. */
export function overridden(
  { code, pointer }: Pick<Warning, 'code' | 'pointer'>,
  by: Overriding | undefined,
): Warning | undefined {
  const override = by?.overrides.find((each) => each.pointer === pointer && isProven(code, each.proof))
  if (by === undefined || override === undefined) return undefined
  const { reason, proof } = override
  return { code, pointer, overriddenBy: by.subject, reason, ...(proof === undefined ? {} : { proof }) }
}

function isProven(code: string, proof: OverrideProof | undefined): boolean {
  const kinds = Object.hasOwn(BY_PAPER, code) ? BY_PAPER[code] : undefined
  if (kinds === undefined) return true
  return proof !== undefined && kinds.has(proof.kind) && !holdsSomebodysNumber(proof.number)
}

/** A finding of this code was overridden before, and stays so. */
export const isSettled = (
  warnings: readonly Warning[],
  { code, pointer }: Pick<Warning, 'code' | 'pointer'>,
): Warning | undefined =>
  warnings.find((each) => each.code === code && each.pointer === pointer && each.overriddenBy !== undefined)
