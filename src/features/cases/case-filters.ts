import { type Static, Type } from 'typebox'
import { LegalDate, Strict, strEnum } from '../../http/schemas.js'
import { STATUSES, type Status } from '../workflow/statuses.js'
import { Answer } from './application-schemas.js'
import { NAME_PATTERN } from './parties/names.js'

const MOST = Number.MAX_SAFE_INTEGER
const MoneyValue = Strict({
  amount: Type.Integer({ minimum: -MOST, maximum: MOST }),
  currency: Type.Literal('CNY'),
})

/** The filters of GET /v1/cases; dates are inclusive legal dates. */
export const caseFilterFields = {
  status: Type.Optional(strEnum(Object.keys(STATUSES) as Status[])),
  open: Type.Optional(
    Type.Boolean({
      description:
        'true: still being dealt with, up to the decision and its closing (在办：至办结前); false: CLOSED, delivered or not, and what ended otherwise (已办结，不论是否送达；不予受理、撤回、终止、作废). What only awaits delivery: status=CLOSED (待送达：status=CLOSED)',
    }),
  ),
  item: Type.Optional(Type.String({ maxLength: 50, description: 'Code of the approval item (事项)' })),
  organisation: Type.Optional(
    Type.String({ maxLength: 50, description: 'Code of the deciding organ (实施主体)' }),
  ),
  window: Type.Optional(Type.String({ format: 'uuid', description: 'Window (窗口) that took the case in' })),
  assignee: Type.Optional(
    Type.String({
      maxLength: 200,
      description:
        'Who holds an open step: the staff number, or the identity of who stands in no register (办理人)',
    }),
  ),
  dueBefore: Type.Optional(LegalDate),
  lamp: Type.Optional(strEnum(['NONE', 'NOTICE', 'YELLOW', 'RED'])),
  parentNo: Type.Optional(
    Type.String({
      maxLength: 50,
      description: 'Number of a bundle’s case: the cases of its members (一件事主件编号)',
    }),
  ),
  createdFrom: Type.Optional(LegalDate),
  createdTo: Type.Optional(LegalDate),
}

/** What must not stand in an address, which every proxy logs: filters of POST /v1/cases/search. */
export const personFilterFields = {
  applicantIdNumber: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 50,
      description: "A party's identity number in any spelling, found through the blind index (证件号码)",
    }),
  ),
  name: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      pattern: NAME_PATTERN,
      description:
        "A party's whole name, found through the blind index: full width, blanks and brackets make no difference (姓名、名称)",
    }),
  ),
  mobile: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 30,
      description: "A party's telephone in any spelling, found through the blind index (手机号)",
    }),
  ),
  form: Type.Optional(
    Type.Record(Type.String({ maxLength: 100 }), Type.Union([Answer, MoneyValue]), {
      minProperties: 1,
      maxProperties: 10,
      description:
        'Values of form fields that the version in force of `item` marks with `x-filterable` (可检索的表单字段), through the blind index as well; with `item` only. Of a list: one of its values',
    }),
  ),
  oldNumber: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 100,
      description: 'Number in the system from which it was brought in (原办件编号)',
    }),
  ),
  caseNo: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 50,
      description: 'Number of the case in any spelling (办件编号)',
    }),
  ),
}

export type CaseFilters = Static<ReturnType<typeof filterSchema>>
function filterSchema() {
  return Type.Object({ ...caseFilterFields, ...personFilterFields })
}

/** Not among the filters, but part of what a cursor is bound to. */
export const caseSortField = {
  sort: Type.Optional(
    strEnum(['created', 'due'], {
      description:
        'created (the default): the newest first; due: the earliest due day first, of cases with a limit that runs (按到期日)',
    }),
  ),
}
