import { Type } from 'typebox'
import { dayOf, LegalDate, model, openEnum, SAID, Strict, strEnum, Uuid } from '../../http/schemas.js'
import { COUNTY_MARKET, FOOD_LICENCE_ITEM_CODE } from '../../shared/sample-codes.js'
import { CreateCaseBody } from '../cases/application-schemas.js'
import { LICENCE_STATES } from './licence.js'
import {
  CANCELLATION_PROOFS,
  type CancellationProof,
  LICENCE_GROUNDS,
  type LicenceAct,
} from './licence-acts.js'
import { EXAMPLE_LICENCE, EXAMPLE_LICENCE_IDS } from './licence-examples.js'

const told = {
  licenceNo: Type.String({ description: '证照编号', examples: [EXAMPLE_LICENCE.licenceNo] }),
  name: Type.String({ examples: ['食品经营许可证'] }),
  state: openEnum(LICENCE_STATES, {
    description:
      '有效、暂停、过期、撤销、撤回、注销、作废; expired follows from the day, voided: its case was closed by a slip',
  }),
  organisation: Type.String({ description: 'Who granted it (发证机关)', examples: [COUNTY_MARKET] }),
  itemCode: Type.String({ examples: [FOOD_LICENCE_ITEM_CODE] }),
  itemName: Type.String({ examples: ['食品经营许可'] }),
  holders: Type.Array(
    Strict({
      type: Type.String({ examples: ['legal'] }),
      name: Type.String({ description: 'A person’s masked', examples: ['乐山示例餐饮有限公司'] }),
      idNumber: Type.String({
        description: 'Masked; a credit code is not',
        examples: ['91350100M000100Y43'],
      }),
    }),
    { description: 'Whose it is (持证主体)' },
  ),
  grantedOn: dayOf('Decided (发证日期)', '2026-03-02'),
  validFrom: dayOf('有效期自', '2026-03-02'),
  validTo: Type.Optional(dayOf('Its last day; absent: without an end (有效期至)', '2031-03-01')),
  lapsedFrom: Type.Optional(
    dayOf('It did not hold from this day on, until it was renewed late (失效期间自)', '2031-03-02'),
  ),
  renewedFrom: Type.Optional(
    dayOf('With `lapsedFrom`: from this day on it holds again (延续后有效期自)', '2031-05-10'),
  ),
  suspendedUntil: Type.Optional(
    dayOf('Of a suspended one: its last day, where it has one (暂停至)', '2026-06-30'),
  ),
}

export const Licence = model(
  'Licence',
  Strict({
    licenceId: Type.Unsafe<string>({ ...Uuid, examples: [EXAMPLE_LICENCE.licenceId] }),
    ...told,
    caseNo: Type.String({ description: 'The case that granted it', examples: ['5111022603021000013'] }),
    content: Type.Array(Type.String(), {
      description: 'Where and for what (许可内容)',
      examples: [['经营者名称：乐山市市中区示例饭店', '主体业态：餐饮服务经营者']],
    }),
    conditions: Type.Optional(
      Type.Array(Strict({ text: Type.String(), until: Type.Optional(LegalDate) }), {
        description: 'What its holder must keep to, as the decision says (附带条件)',
      }),
    ),
    partial: Type.Optional(
      Strict(
        {
          granted: Type.String({ description: '准予的部分' }),
          refused: Type.String({ description: '不予的部分' }),
        },
        { description: 'It was granted in part (部分准予)' },
      ),
    ),
    renewal: Type.Optional(
      Strict(
        {
          caseNo: Type.String(),
          inTime: Type.Boolean({
            description:
              'In time; where a law renews it (type 01, or cited by its item) it holds on until it is decided',
          }),
        },
        { description: 'The open renewal (延续申请)' },
      ),
    ),
    verificationCode: Type.String({
      description: 'Printed on it (证照验证码)',
      examples: [EXAMPLE_LICENCE.code],
    }),
    acts: Type.Array(
      Strict({
        act: openEnum(
          [
            'issue',
            'renew',
            'deemRenewal',
            'change',
            'reprint',
            'revoke',
            'withdraw',
            'cancel',
            'suspend',
            'resume',
            'void',
            'expire',
          ],
          {
            description: '核发、延续、视为准予延续、变更、补证、撤销、撤回、注销、暂停、恢复、作废、到期',
          },
        ),
        on: LegalDate,
        caseNo: Type.String({ examples: ['5111022603021000013'] }),
        documentNo: Type.Optional(
          Type.String({ description: 'Its paper', examples: ['5111022603021000013-05'] }),
        ),
        ground: Type.Optional(Type.String({ examples: ['fraud'] })),
        staffNo: Type.Optional(Type.String({ examples: ['A0017'] })),
        validTo: Type.Optional(LegalDate),
      }),
      { description: 'What became of it, oldest first (变动记录)' },
    ),
    version: Type.Integer({ examples: [1] }),
  }),
)

export const VerifiedLicence = Strict(told)

export const licenceParam = Strict({
  licenceId: Type.Unsafe<string>({ ...Uuid, examples: [EXAMPLE_LICENCE.licenceId] }),
})

export const verifyLicenceBody = Strict(
  {
    licenceNo: Type.String({ minLength: 1, maxLength: 200 }),
    code: Type.String({ minLength: 1, maxLength: 40 }),
  },
  { examples: [{ licenceNo: EXAMPLE_LICENCE.licenceNo, code: EXAMPLE_LICENCE.code }] },
)

/** The path of an act, with a licence to which its example may be done. */
export const licenceActParam = (ordinal: number) =>
  Strict({
    licenceId: Type.Unsafe<string>({ ...Uuid, examples: [EXAMPLE_LICENCE_IDS[ordinal] ?? ''] }),
  })

/** Of a ground that says nothing by itself: the statute that it rests on. */
const Statute = Type.Optional(
  Type.String({
    minLength: 3,
    maxLength: 500,
    pattern: SAID,
    description: 'Needed of another case that a law names: which law, and where (依据)',
    examples: ['《中华人民共和国食品安全法》第一百三十五条'],
  }),
)

/** Ground and reason of an act. */
export function licenceActBody(act: LicenceAct, ground: string, reason: string) {
  const words = Object.entries(LICENCE_GROUNDS[act]).map(([code, zh]) => `${code} ${zh}`)
  return Strict(
    {
      ground: strEnum(Object.keys(LICENCE_GROUNDS[act]), { description: words.join('；') }),
      reason: Type.String({
        minLength: 10,
        maxLength: 2000,
        pattern: SAID,
        description: 'Why, in this case (理由)',
      }),
    },
    { examples: [{ ground, reason }] },
  )
}

/** What was told and said before a licence is taken (陈述、申辩，行政许可法第七条). */
const HeardBody = Strict(
  {
    toldOn: dayOf(
      'When the holder was told of what is intended and of the right to be heard (告知日期)',
      '2026-03-02',
    ),
    how: Type.String({
      minLength: 1,
      maxLength: 500,
      pattern: SAID,
      description: '告知方式',
      examples: ['当面送达告知书'],
    }),
    said: Type.String({
      minLength: 1,
      maxLength: 4000,
      pattern: SAID,
      description: 'What the holder said, or that nothing was said (陈述、申辩意见)',
      examples: ['持证单位未提出陈述、申辩意见'],
    }),
  },
  { description: 'The holder is heard first (陈述、申辩情况)' },
)
const HEARD_EXAMPLE = {
  toldOn: '2026-03-02',
  how: '当面送达告知书',
  said: '持证单位未提出陈述、申辩意见',
}

/** The same of an act that takes something from the holder: nothing is taken unheard. */
export function hearingActBody(act: 'withdraw' | 'suspend', ground: string, reason: string) {
  const { properties } = licenceActBody(act, ground, reason)
  return Strict({ ...properties, heard: HeardBody }, { examples: [{ ground, reason, heard: HEARD_EXAMPLE }] })
}

/** What is revoked, the holder heard before; by a ground of Art. 69, or by another law, which is named. */
export function revokingBody(ground: string, reason: string) {
  const { properties } = licenceActBody('revoke', ground, reason)
  const examples = [{ ground, reason, heard: HEARD_EXAMPLE }]
  return Strict({ ...properties, statute: Statute, heard: HeardBody }, { examples })
}

const ProofBody = Strict(
  {
    kind: strEnum(Object.keys(CANCELLATION_PROOFS) as CancellationProof[], {
      description: Object.entries(CANCELLATION_PROOFS)
        .map(([code, zh]) => `${code} ${zh}`)
        .join('；'),
    }),
    reference: Type.String({
      minLength: 2,
      maxLength: 200,
      pattern: SAID,
      description: 'Its number, or where it lies; never a person’s number (文号、编号或者存放位置)',
      examples: ['持证单位盖章的注销申请书，存档2026-017'],
    }),
    on: dayOf('The day that it tells (落款日期)', '2026-03-02'),
  },
  {
    description:
      'What shows that the ground is given (注销证明): the holder’s signed request, the certificate of death, the deregistration, the decision of who punished; not needed where the register shows it (`notRenewed`, `endedByAct`)',
  },
)

/** What is cancelled by a ground of Art. 70, which is proven, or by another law, which is named. */
export function cancellingBody(ground: string, reason: string) {
  const { properties } = licenceActBody('cancel', ground, reason)
  const proof = {
    kind: 'holderRequest',
    reference: '持证单位盖章的注销申请书，存档2026-017',
    on: '2026-03-02',
  }
  return Strict(
    { ...properties, statute: Statute, proof: Type.Optional(ProofBody) },
    { examples: [{ ground, reason, proof }] },
  )
}

/** What is suspended: by which statute, heard before, and until when, where that is known. */
export function suspendingBody() {
  const { properties } = hearingActBody('suspend', 'rectify', '监督检查发现后厨不符合卫生规范')
  return Strict(
    {
      ...properties,
      statute: Type.String({
        minLength: 3,
        maxLength: 500,
        pattern: SAID,
        description: 'Which statute lets the organ suspend it (暂停依据)',
        examples: ['《中华人民共和国食品安全法》第一百二十六条'],
      }),
      until: Type.Optional(dayOf('Its last day; absent: until it is lifted (暂停至)', '2026-12-31')),
    },
    {
      examples: [
        {
          ground: 'rectify',
          reason: '监督检查发现后厨不符合卫生规范，限期整改',
          statute: '《中华人民共和国食品安全法》第一百二十六条',
          heard: HEARD_EXAMPLE,
        },
      ],
    },
  )
}

const {
  itemCode: _item,
  submit: _submit,
  movedFrom: _moved,
  forwardedFrom: _forwarded,
  ...application
} = CreateCaseBody.properties

/** An application about a licence: its item is the licence's. */
export const LinkedCaseBody = Strict(application, {
  examples: [
    {
      channel: 'WINDOW',
      parties: [
        {
          role: 'applicant',
          type: 'legal',
          name: '乐山示例餐饮有限公司',
          idType: 'USCC',
          idNumber: '91350100M000100Y43',
        },
      ],
      form: {
        businessName: '乐山市市中区示例饭店',
        businessAddress: '四川省乐山市市中区示例路2号',
        businessKind: 'foodSales',
        foodItems: ['散装食品销售'],
      },
      materials: [{ materialCode: 'application-form', source: 'paper' }],
    },
  ],
})
