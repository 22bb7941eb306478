import { type Static, Type } from 'typebox'
import { LegalDate, SAID, Strict, strEnum } from '../../shared/schema.js'

/** Papers that show what this system does not know: a marriage that ended elsewhere, an application taken in elsewhere. */
export const OVERRIDE_PROOFS = [
  'deathCertificate',
  'courtJudgment',
  'courtMediation',
  'divorceCertificate',
  'applicationReceipt',
] as const

/** The paper that staff saw (查验的凭证). */
export const OverrideProof = Strict(
  {
    kind: strEnum(OVERRIDE_PROOFS, {
      description:
        '死亡证明、法院判决书、法院调解书、其他机关的离婚证；离婚登记申请受理回执单 (applicationReceipt, with `on`)',
    }),
    number: Type.String({
      minLength: 2,
      maxLength: 100,
      pattern: SAID,
      description: 'Its number (文号、编号), never that of a person',
      examples: ['（2025）川1102民初123号'],
    }),
    on: Type.Optional(Type.Unsafe<string>({ ...LegalDate, description: 'The day that it tells (落款日期)' })),
  },
  { description: 'What proves it, where a reason alone does not: the paper that was seen' },
)
export type OverrideProof = Static<typeof OverrideProof>
