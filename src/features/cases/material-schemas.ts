import { Type } from 'typebox'
import { Instant, LegalDate, openEnum, Strict } from '../../http/schemas.js'
import { MATERIAL_SOURCES } from './case.js'

/** Of which members' cases something is, where the case of a bundle is shown. */
const ofMember = Type.Optional(
  Type.String({ description: 'Only in the case of a bundle: of which member’s case it is (所属子件)' }),
)
export const Missing = Strict({
  materialCode: Type.String(),
  name: Type.String(),
  register: Type.Optional(
    Strict(
      {
        code: Type.String(),
        name: Type.String(),
        result: openEnum(['notFound', 'mismatch', 'expired', 'unavailable']),
      },
      { description: 'The shared register that was asked for it, and what it said (共享数据获取结果)' },
    ),
  ),
  caseNos: Type.Optional(
    Type.Array(Type.String(), {
      description:
        'Only in the case of a bundle: the members’ cases that want it, one paper for all (所属子件)',
    }),
  ),
})

export const MaterialView = Strict({
  id: Type.String(),
  caseNo: ofMember,
  materialCode: Type.String(),
  name: Type.String(),
  source: openEnum(MATERIAL_SOURCES),
  copies: Type.Integer(),
  fileId: Type.Optional(Type.String()),
  resultOf: Type.Optional(
    Type.String({ description: 'The case of the same bundle that issued it: nobody brought it (前置结果)' }),
  ),
  handedIn: Type.Boolean({ description: 'false: its proof is not there, so it counts as missing (凭据)' }),
  inspection: Type.Optional(
    Strict(
      {
        result: openEnum(['ok', 'defective']),
        standard: Type.Optional(Type.String({ description: 'Code of the standard not met (受理标准)' })),
        reason: Type.Optional(Type.String()),
        on: LegalDate,
      },
      { description: 'What the last look at it found (材料审核)' },
    ),
  ),
  returnedOn: Type.Optional({ ...LegalDate, description: 'Its original was given back (退还原件)' }),
  addedAt: Instant,
})

/** What the applicant is asked to correct (补正). */
export const CorrectionView = Strict({
  requestedOn: LegalDate,
  items: Type.Array(
    Strict({
      materialCode: Type.Optional(Type.String()),
      field: Type.Optional(Type.String()),
      reason: Type.String(),
      caseNo: ofMember,
    }),
  ),
})

export const Prefilled = Type.Array(
  Strict({ pointer: Type.String(), from: Type.String(), confirmedAt: Type.Optional(Instant) }),
  {
    description: 'What was taken from the dossier, and when the applicant confirmed it (档案预填)',
  },
)

export const Commitments = Type.Array(
  Strict({
    materialCode: Type.String(),
    givenOn: LegalDate,
    checkedOn: Type.Optional(LegalDate),
    kept: Type.Optional(Type.Boolean({ description: 'false: a breach (承诺不实)' })),
    bar: Type.Optional(
      Strict(
        { since: LegalDate, basis: Type.String(), repairedOn: Type.Optional(LegalDate) },
        {
          description:
            'Of a breach: no other promise of this person is taken, by which rule, until it was repaired (不适用告知承诺、信用修复)',
        },
      ),
    ),
    toConsider: Type.Optional(
      Type.Array(
        Strict({
          operation: Type.String({
            description: 'Operation of the licence by which the organ may answer it',
          }),
          ground: Type.String({ description: 'Its ground (理由代码)' }),
          basis: Type.String({ description: 'What that rests on (依据)' }),
        }),
        { description: 'Of a breach: what the organ considers; nothing ends by itself (承诺不实的处理)' },
      ),
    ),
  }),
  { description: 'Promises in the place of materials, and what their check found (告知承诺)' },
)

export const Supplements = Type.Array(
  Strict({ materialCode: Type.String(), requestedOn: LegalDate, suppliedOn: Type.Optional(LegalDate) }),
  { description: 'Materials that the review asked for, and which of them came (审查中补充材料)' },
)

/** 容缺后补. */
export const Deferred = Type.Array(
  Strict({ materialCode: Type.String(), dueOn: LegalDate, suppliedOn: Type.Optional(LegalDate) }),
)
