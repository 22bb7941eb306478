import { type Static, Type } from 'typebox'
import { Instant, LegalDate, listOf, model, openEnum, Strict } from '../../http/schemas.js'
import { OverrideProof } from '../workflow/override-proof.js'
import { STATUS_NAMES } from '../workflow/statuses.js'
import { Answer, CHANNEL_NAMES } from './application-schemas.js'
import { ClockView } from './clock-schemas.js'
import {
  Commitments,
  CorrectionView,
  Deferred,
  MaterialView,
  Missing,
  Prefilled,
  Supplements,
} from './material-schemas.js'
import { CollectedView, GrantView, ShelfView } from './outcome-schemas.js'
import { ASSISTANCE } from './parties/assistance.js'
import { PartyView } from './parties/party-schemas.js'
import { AwaitedView, BundleOfCase, ChildView, RelatedCases } from './related-schemas.js'
import { HearingView, OpinionViews, SpecialViews, TaskView } from './review-schemas.js'

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

const BroughtInView = Strict(
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
)

const ChangedSince = Strict(
  {
    version: Type.Integer(),
    materials: Type.Array(Type.String()),
    fields: Type.Array(Type.String()),
    droppedMaterials: Type.Optional(Type.Array(Type.String())),
    droppedFields: Type.Optional(Type.Array(Type.String())),
  },
  {
    description:
      'The draft was begun under this version; the one in force decides: it wants these materials and fields beyond it, and no longer asks for those that dropped, which the draft had (草稿期间事项变更)',
  },
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
  prefilled: Type.Optional(Prefilled),
  missing: Type.Array(Missing, { description: 'Required materials that are not there yet' }),
  correction: Type.Optional(CorrectionView),
  commitments: Commitments,
  supplements: Supplements,
  related: RelatedCases,
  awaits: Type.Optional(
    Type.Array(AwaitedView, {
      description:
        'Materials that another case of the same bundle issues; while one is waited for, nothing is accepted and no clock of the intake runs (前置结果)',
    }),
  ),
  bundle: Type.Optional(BundleOfCase),
  children: Type.Optional(
    Type.Array(ChildView, { description: 'Of the case of a bundle: one case a member (一件事子件)' }),
  ),
  collected: Type.Optional(CollectedView),
  shelf: Type.Optional(ShelfView),
  specials: SpecialViews,
  proofOwed: Type.Optional(
    Type.Boolean({
      description:
        'Taken back by the office without the applicant’s word on record (撤回凭据欠缺), until a clerk brings it (`…/withdrawal-proof`, of a bundle to each member); the alert WITHDRAWN_UNPROVEN asks for it',
    }),
  ),
  renewedByLaw: Type.Optional(
    Strict(
      {
        since: LegalDate,
        validTo: Type.Optional(LegalDate),
        basis: Type.String({ description: 'Statute and article (依据)' }),
        ended: Type.Optional(
          Type.Literal(true, {
            description:
              'The renewed licence has been revoked, withdrawn or cancelled since (撤销、撤回、注销): it holds no more, and the application is refused or ends like any other',
          }),
        ),
      },
      {
        description:
          'Of a renewal that nobody decided before the licence ended: it is renewed by law, since when and until when (视为准予延续). Nothing refuses or ends the application any more; `approve` gives the holder the paper',
      },
    ),
  ),
  grant: Type.Optional(GrantView),
  hearing: Type.Optional(HearingView),
  opinions: Type.Optional(OpinionViews),
  deferred: Deferred,
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
  broughtIn: Type.Optional(BroughtInView),
  visitId: Type.Optional(Type.String()),
  changedSince: Type.Optional(ChangedSince),
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
