import { type Static, Type } from 'typebox'
import {
  Instant,
  LegalDate,
  listOf,
  Money,
  model,
  openEnum,
  part,
  Strict,
  strEnum,
  Uuid,
} from '../../http/schemas.js'
import { PARTY_ROLES } from '../catalogue/party-rule.js'
import { OverrideProof } from '../workflow/action-inputs.js'
import { STATUSES } from '../workflow/statuses.js'
import { Answer, CHANNEL_NAMES, MandateInput } from './application-schemas.js'
import { MATERIAL_SOURCES } from './case.js'
import { ASSISTANCE } from './parties/assistance.js'
import { PROOF_METHODS } from './parties/identity-proofs.js'

const STATUS_NAMES = Object.keys(STATUSES) as (keyof typeof STATUSES)[]

/** How an identity was proved; by which reference stays with the case. */
const ProofView = Strict({ method: openEnum(PROOF_METHODS), at: Instant })

/** Of which members' cases something is, where the case of a bundle is shown. */
const ofMember = Type.Optional(
  Type.String({ description: 'Only in the case of a bundle: of which member’s case it is (所属子件)' }),
)
const Missing = Strict({
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

const PartyView = part(
  'PartyView',
  Strict({
    role: openEnum(PARTY_ROLES),
    type: openEnum(['natural', 'legal']),
    name: Type.String({ description: 'Masked (脱敏)' }),
    idType: Type.String(),
    idNumber: Type.String({ description: 'Masked (脱敏)' }),
    mobile: Type.Optional(Type.String({ description: 'Masked (脱敏)' })),
    mandateFileId: Type.Optional(Type.String()),
    mandate: Type.Optional(MandateInput),
    identityProof: Type.Optional(ProofView),
  }),
)

export const PartyDetail = model(
  'PartyDetail',
  Strict(
    {
      partyNo: Type.Integer({ examples: [1] }),
      role: openEnum(PARTY_ROLES),
      type: openEnum(['natural', 'legal']),
      name: Type.String({ examples: ['李*敏'] }),
      idType: Type.String({ examples: ['111'] }),
      idNumber: Type.String({ examples: ['110105********002X'] }),
      mobile: Type.Optional(Type.String({ examples: ['138****1234'] })),
      mandateFileId: Type.Optional(Type.String()),
      mandate: Type.Optional(MandateInput),
      identityProof: Type.Optional(ProofView),
      clear: Type.Boolean({ description: 'false: name and numbers are masked (脱敏)' }),
    },
    { description: 'A party of a case, masked or clear (当事人)' },
  ),
)
export type PartyDetail = Static<typeof PartyDetail>

const MaterialView = Strict({
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

export const ClockView = part(
  'Clock',
  Strict({
    kind: Type.String({
      description:
        'INTAKE_5D, INTAKE_PROMISE (收件答复承诺), CORRECTION, CORRECTION_REMINDER (补正提醒), PROMISE, LEGAL, STEP, DELIVERY_10D, SPECIAL (特别程序), OPINION (会审意见), DEFERRED (容缺补交), COMMITMENT_CHECK (承诺核查), HEARING_REQUEST (听证申请), HEARING_HELD (听证举行), PICKUP (结果领取), RENEWAL (延续决定), PAYMENT (缴费) or PUBLICATION (决定公开)',
    }),
    state: strEnum(['RUNNING', 'PAUSED', 'STOPPED']),
    startedOn: LegalDate,
    due: Type.Optional(LegalDate),
    dueAt: Type.Optional(
      Type.Unsafe<string>({
        ...Instant,
        description: 'Of a limit in hours: the moment at which they end (到时)',
      }),
    ),
    hours: Type.Optional(
      Type.Integer({
        description: 'How many hours the limit has; `limit` then says on which working day they end (小时)',
      }),
    ),
    provisional: Type.Boolean({
      description: 'true while a pause is open or a year without an official calendar is reached',
    }),
    limit: Strict({ amount: Type.Integer(), unit: openEnum(['workingDay', 'day', 'month', 'year']) }),
    used: Type.Optional(
      Type.Integer({
        description: 'Days used, pauses left out; absent where this release cannot reckon the clock',
      }),
    ),
    remaining: Type.Optional(Type.Integer()),
    extended: Type.Boolean(),
    overBy: Type.Optional(Type.Integer({ description: 'Working days over the due day' })),
    stoppedOn: Type.Optional(LegalDate),
    lamp: openEnum(['NONE', 'NOTICE', 'YELLOW', 'RED']),
    basis: Type.Optional(Type.String()),
    step: Type.Optional(Type.String()),
    about: Type.Optional(
      Type.String({
        description:
          'Of SPECIAL the procedure, of DEFERRED the promised day, of COMMITMENT_CHECK the material, of PAYMENT the payment code',
      }),
    ),
  }),
)
export type ClockView = Static<typeof ClockView>

const TaskView = part(
  'Task',
  Strict({
    taskId: Type.String(),
    kind: openEnum(['step', 'opinion']),
    step: Type.String(),
    title: Type.Optional(Type.String()),
    phase: openEnum(['review', 'decide']),
    openedAt: Instant,
    organisation: Type.Optional(Type.String()),
  }),
)

const summaryFields = {
  caseNo: Type.String({ examples: ['5111002603021000013'] }),
  parentNo: Type.Optional(
    Type.String({ description: 'Number of the case of a bundle of which this is one member’s (一件事主件)' }),
  ),
  version: Type.Integer(),
  status: openEnum(STATUS_NAMES),
  statusTitle: Type.String(),
  itemCode: Type.String(),
  itemVersion: Type.Integer(),
  itemName: Type.String(),
  itemType: Type.String(),
  organisation: Type.String(),
  windowId: Type.Optional(Type.String()),
  channel: openEnum(CHANNEL_NAMES),
  situation: Type.Optional(Type.String()),
  applicantName: Type.String({ description: 'Masked (脱敏)' }),
  receivedOn: Type.Optional(LegalDate),
  acceptedOn: Type.Optional(LegalDate),
  decidedOn: Type.Optional(LegalDate),
  closedOn: Type.Optional(LegalDate),
  resultType: Type.Optional(Type.String()),
  due: Type.Optional(LegalDate),
  lamp: openEnum(['NONE', 'NOTICE', 'YELLOW', 'RED']),
  createdAt: Instant,
  updatedAt: Instant,
  expiresAt: Type.Optional({
    ...Instant,
    description: 'Of a draft: then it is removed, unless it is changed before (草稿保留至)',
  }),
}

export const CaseSummary = model('CaseSummary', Strict(summaryFields))

export const RelatedCases = Type.Array(
  Strict({
    relation: openEnum([
      'supersededBy',
      'movedTo',
      'movedFrom',
      'forwardedTo',
      'forwardedFrom',
      'renewalOf',
      'changeOf',
    ]),
    caseNo: Type.String(),
    materials: Type.Optional(
      Type.Array(Type.String(), {
        description: 'Of forwardedFrom: what came along, and is not asked for again (转报的材料)',
      }),
    ),
    standing: Type.Optional(
      Strict(
        {
          status: Type.String({ examples: ['REVIEWING'] }),
          statusTitle: Type.String({ examples: ['审查中'] }),
          organisation: Type.String({ examples: ['11511100MB0YCH002K'] }),
          acceptedOn: Type.Optional(LegalDate),
          due: Type.Optional(LegalDate),
          decidedOn: Type.Optional(LegalDate),
          resultType: Type.Optional(Type.String({ examples: ['issued'] })),
        },
        { description: 'Of a case that was forwarded: how the other one stands now (转报办件进展)' },
      ),
    ),
    decideBy: Type.Optional({
      ...LegalDate,
      description:
        'Of a renewal that came in time: the last working day on which the licence holds (应于此日前决定)',
    }),
  }),
  { description: 'Cases with which this one hangs together (关联办件)' },
)

export const AwaitedView = part(
  'AwaitedResult',
  Strict({
    materialCode: Type.String(),
    name: Type.String(),
    caseNo: Type.String({ description: 'The case whose result it is' }),
    itemCode: Type.String(),
    itemName: Type.String(),
    state: openEnum(['waiting', 'came', 'failed', 'otherwise'], {
      description: '等待中、已取得、未获批准（须另行提交）、已另行提交',
    }),
    on: Type.Optional(LegalDate),
  }),
)

export const ChildView = part(
  'CaseOfBundle',
  Strict({
    caseNo: Type.String(),
    itemCode: Type.String(),
    itemName: Type.String(),
    organisation: Type.String(),
    status: openEnum(STATUS_NAMES),
    statusTitle: Type.String(),
    due: Type.Optional(LegalDate),
    lamp: openEnum(['NONE', 'NOTICE', 'YELLOW', 'RED']),
    waitsFor: Type.Array(Type.String(), { description: 'Cases whose result it waits for (等待前置结果)' }),
  }),
)

const caseFields = {
  ...summaryFields,
  variantCode: Type.Optional(
    Type.String({ description: 'The variant (业务办理项) to which the situation belongs' }),
  ),
  acceptMode: Type.Optional(Type.String({ description: 'NORMAL, DEFERRED (容缺) or DEEMED (视为受理)' })),
  answers: Type.Record(Type.String(), Answer),
  form: Type.Record(Type.String(), Type.Unknown(), {
    description:
      'What was filled in; fields that the item version marks with x-personal are masked for all but who wrote them (脱敏)',
  }),
  expiresSoon: Type.Optional(
    Type.Boolean({ description: 'Of a draft: within seven days it is removed (草稿即将到期)' }),
  ),
  parties: Type.Array(PartyView),
  materials: Type.Array(MaterialView),
  prefilled: Type.Optional(
    Type.Array(Strict({ pointer: Type.String(), from: Type.String(), confirmedAt: Type.Optional(Instant) }), {
      description: 'What was taken from the dossier, and when the applicant confirmed it (档案预填)',
    }),
  ),
  missing: Type.Array(Missing, { description: 'Required materials that are not there yet' }),
  correction: Type.Optional(
    Strict({
      requestedOn: LegalDate,
      items: Type.Array(
        Strict({
          materialCode: Type.Optional(Type.String()),
          field: Type.Optional(Type.String()),
          reason: Type.String(),
          caseNo: ofMember,
        }),
      ),
    }),
  ),
  commitments: Type.Array(
    Strict({
      materialCode: Type.String(),
      givenOn: LegalDate,
      checkedOn: Type.Optional(LegalDate),
      kept: Type.Optional(Type.Boolean({ description: 'false: a breach (承诺不实)' })),
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
  ),
  supplements: Type.Array(
    Strict({ materialCode: Type.String(), requestedOn: LegalDate, suppliedOn: Type.Optional(LegalDate) }),
    { description: 'Materials that the review asked for, and which of them came (审查中补充材料)' },
  ),
  related: RelatedCases,
  awaits: Type.Optional(
    Type.Array(AwaitedView, {
      description:
        'Materials that another case of the same bundle issues; while one is waited for, nothing is accepted and no clock of the intake runs (前置结果)',
    }),
  ),
  bundle: Type.Optional(
    Strict(
      { bundleCode: Type.String(), version: Type.Integer(), name: Type.String() },
      { description: 'Of the case of a bundle: which (一件事)' },
    ),
  ),
  children: Type.Optional(
    Type.Array(ChildView, { description: 'Of the case of a bundle: one case a member (一件事子件)' }),
  ),
  collected: Type.Optional(
    Strict(
      { on: LegalDate, handoverId: Type.Optional(Uuid), receivedOn: Type.Optional(LegalDate) },
      {
        description:
          'Collected at a window (代收): taken in there on this day, on its way with this list, received by the organ on that day',
      },
    ),
  ),
  shelf: Type.Optional(
    Strict(
      {
        exitId: Uuid,
        windowId: Uuid,
        windowName: Type.String({ examples: ['公积金窗口'] }),
        pickUpNo: Type.String({ description: '取件号', examples: ['0302-001'] }),
        since: LegalDate,
      },
      { description: 'Where the result lies to be fetched (统一出件)' },
    ),
  ),
  specials: Type.Array(
    Strict({
      specialId: Type.String(),
      kind: Type.String(),
      title: Type.String(),
      startedOn: LegalDate,
      estimatedDays: Type.Integer({ description: 'Working days that were announced (预计天数)' }),
      endedOn: Type.Optional(LegalDate),
    }),
    { description: 'Special procedures, open and ended (特别程序)' },
  ),
  proofOwed: Type.Optional(
    Type.Boolean({
      description:
        'Taken back by the office without the applicant’s word on record (撤回凭据欠缺); the alert WITHDRAWN_UNPROVEN asks for it',
    }),
  ),
  grant: Type.Optional(
    Strict(
      {
        conditions: Type.Optional(
          Type.Array(Strict({ text: Type.String(), until: Type.Optional(LegalDate) }), {
            description: '附带条件',
          }),
        ),
        partial: Type.Optional(
          Strict({
            granted: Type.String({ description: '准予的部分' }),
            refused: Type.String({ description: '不予的部分' }),
            reason: Type.String({ description: '不予的理由' }),
          }),
        ),
        amount: Type.Optional(Money),
        number: Type.Optional(Type.String({ description: '结果编号' })),
      },
      {
        description:
          'With what, how much and how far it was granted (附条件、部分准予、金额); words are for who handles the case and its applicants',
      },
    ),
  ),
  hearing: Type.Optional(
    Strict(
      {
        toldOn: Type.Optional({ ...LegalDate, description: '告知听证权利' }),
        requestedOn: Type.Optional({ ...LegalDate, description: '申请听证' }),
        requestedBy: Type.Optional(openEnum(['applicant', 'thirdParty'])),
        waivedOn: Type.Optional({ ...LegalDate, description: '申请人放弃听证' }),
        takenBackOn: Type.Optional({ ...LegalDate, description: '撤回听证申请' }),
        lapsed: Type.Optional(
          Type.Boolean({ description: 'The days to ask had passed by then (申请期限已过)' }),
        ),
        thirdParties: Type.Optional(
          Type.Boolean({ description: 'Others were told of the right as well (已告知利害关系人)' }),
        ),
        on: Type.Optional({ ...LegalDate, description: '听证日期' }),
        presider: Type.Optional(Type.String({ description: 'Staff number (听证主持人)' })),
        heldOn: Type.Optional({ ...LegalDate, description: '已举行' }),
      },
      { description: 'How far a hearing has come (听证，行政许可法第四十六条至第四十八条)' },
    ),
  ),
  opinions: Type.Optional(
    Type.Array(
      Strict({
        taskId: Type.String(),
        organisation: Type.String(),
        staffNo: Type.Optional(Type.String({ description: 'The one person who was added (加签人员工号)' })),
        after: Type.Optional(
          Type.Boolean({ description: 'Added after the opinion of who holds the step (后加签)' }),
        ),
        removed: Type.Optional(Type.Boolean({ description: 'Taken out before it spoke (减签)' })),
        deemed: Type.Optional(
          Type.Boolean({
            description: 'Its silence counts as agreement by the basis of the procedure (视为同意)',
          }),
        ),
        step: Type.String(),
        askedAt: Instant,
        answeredAt: Type.Optional(Instant),
        agrees: Type.Optional(Type.Boolean()),
        late: Type.Optional(Type.Boolean({ description: 'It came after its days (逾期意见)' })),
        silent: Type.Optional(Type.Boolean({ description: 'It was not waited for any longer (未答复)' })),
      }),
      { description: 'Who was asked and who agrees (会审意见); for staff' },
    ),
  ),
  deferred: Type.Array(
    Strict({ materialCode: Type.String(), dueOn: LegalDate, suppliedOn: Type.Optional(LegalDate) }),
  ),
  clocks: Type.Array(ClockView),
  tasks: Type.Array(TaskView, { description: 'Open steps (当前环节)' }),
  warnings: Type.Array(
    Strict({
      code: Type.String(),
      pointer: Type.String(),
      message: Type.String(),
      overriddenBy: Type.Optional(Type.String({ description: 'Only for staff' })),
      reason: Type.Optional(Type.String({ description: 'Only for staff' })),
      proof: Type.Optional(OverrideProof),
    }),
  ),
  workflow: Type.Optional(Strict({ key: Type.String(), version: Type.Integer() })),
  externalNos: Type.Array(Strict({ system: Type.String(), number: Type.String() })),
  broughtIn: Type.Optional(
    Strict(
      {
        system: Type.String(),
        status: openEnum(STATUS_NAMES, { description: 'Where it stood there (原系统状态)' }),
        granted: Type.Boolean(),
        importedOn: LegalDate,
      },
      {
        description:
          'From an earlier system (历史办件): its past before this day is what that system says, and nothing follows by itself from it',
      },
    ),
  ),
  visitId: Type.Optional(Type.String()),
  changedSince: Type.Optional(
    Strict(
      {
        version: Type.Integer(),
        materials: Type.Array(Type.String()),
        fields: Type.Array(Type.String()),
      },
      {
        description:
          'The draft was begun under this version; the one in force decides, and wants these materials and fields beyond it (草稿期间事项变更)',
      },
    ),
  ),
  assistance: Type.Optional(
    openEnum(ASSISTANCE, { description: 'Whether an assistant helped or acted (帮办、代办)' }),
  ),
}

export const CaseView = model('Case', Strict(caseFields))
export type CaseView = Static<typeof CaseView>

const correctionItem = {
  caseNo: Type.Optional(Type.String({ description: 'Of a bundle’s case: the member’s (一件事子件)' })),
  materialCode: Type.Optional(Type.String()),
  field: Type.Optional(Type.String()),
}

export const ExchangeCaseView = model(
  'ExchangeCase',
  Strict(
    {
      ...caseFields,
      form: Type.Record(Type.String(), Type.Unknown(), {
        description: 'Without the fields that the item version marks with x-personal',
      }),
      correction: Type.Optional(
        Strict({ requestedOn: LegalDate, items: Type.Array(Strict(correctionItem)) }),
      ),
      warnings: Type.Array(Strict({ code: Type.String(), pointer: Type.String(), message: Type.String() })),
    },
    {
      description: 'A case as exchange platforms see it: no free words, nothing personal in clear (交换办件)',
    },
  ),
)
export type ExchangeCaseView = Static<typeof ExchangeCaseView>

export const NewCase = model(
  'NewCase',
  Strict({
    ...caseFields,
    queryCode: Type.String({
      description: 'Six digits for the progress query, shown only here (查询密码)',
      examples: ['402917'],
    }),
  }),
)
export const CaseList = listOf(CaseSummary)
export type CaseSummary = Static<typeof CaseSummary>
