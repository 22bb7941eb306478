import type { CheckContext } from '../../src/features/catalogue/checks/check-context.js'
import type { RuleId } from '../../src/features/catalogue/checks/item-checks.js'
import type { ItemDocument } from '../../src/features/catalogue/item-document.js'
import { indexDictionaries } from '../../src/features/dictionaries/dictionary.js'
import type { WorkflowStep } from '../../src/features/workflow/definition.js'
import { CHECK_CONTEXT } from './checks.js'
import { completeItem } from './complete-item.js'
import { REFERENCE_DICTIONARIES, TWO_STEP } from './sample.js'

export interface BrokenItem {
  /** Breaks a complete item in exactly one way. */
  break: (item: ItemDocument) => void
  /** Where it is found. */
  pointer: string
  context?: CheckContext
}

/** Rules about the text of a file have no document; those of the basic directory are tested beside it. */
type RuleOfDocuments = Exclude<RuleId, `DOCUMENT_${string}` | `BUNDLE_${string}` | `DIRECTORY_${string}`>

const broken = (
  pointer: string,
  breakIt: (item: ItemDocument) => void,
  more: Pick<BrokenItem, 'context'> = {},
): BrokenItem => ({ pointer, break: breakIt, ...more })

/** The part of a list that the complete item has. */
function at<T>(list: readonly T[] | undefined, index: number): T {
  const found = list?.[index]
  if (found === undefined) throw new Error(`the complete item has no ${index}`)
  return found
}

const FILE = { fileId: '0195a7c2-6c00-7000-8000-0000000000ff', name: '空白申请书.pdf' }

/** Code 4 of the scope was closed before the day of the checks. */
const CLOSED = indexDictionaries(
  REFERENCE_DICTIONARIES.map((each) =>
    each.key !== 'scope'
      ? each
      : {
          ...each,
          entries: each.entries.map((entry) =>
            entry.code === '4' ? { ...entry, validTo: '2026-03-01' } : entry,
          ),
        },
  ),
)

/** The procedure that the complete item names, changed in one way. */
function withProcedure(change: (steps: WorkflowStep[]) => void): CheckContext {
  const procedure = structuredClone(TWO_STEP)
  change(procedure.steps)
  return { ...CHECK_CONTEXT, procedures: new Map([[completeItem().workflow, procedure]]) }
}

const FORWARDING_LAW = '《中华人民共和国行政许可法》第三十五条'
/** An organ that stands above that of the complete item (转报). */
const ORGAN_ABOVE: CheckContext = {
  ...CHECK_CONTEXT,
  organsAbove: new Set([`${completeItem().organisationCode} above`]),
}
function withOrganAbove(item: ItemDocument): void {
  const above = { organisation: 'above', basis: FORWARDING_LAW }
  item.forwardsTo = [above, { ...above }]
}

/** One deliberately broken item for every rule; a rule without one does not compile. */
export const BROKEN_ITEMS: Record<RuleOfDocuments, BrokenItem> = {
  FORM_REF: broken('/form/schema/$ref', (item) => {
    item.form.schema = { $ref: '#/x' }
  }),
  FORM_SCHEMA: broken('/form/schema/type', (item) => {
    item.form.schema.type = 'nothing'
  }),
  FORM_REQUIRED: broken('/form/schema/required/4', (item) => {
    ;(item.form.schema.required as string[]).push('nowhere')
  }),
  RULE_OPTIONAL: broken('/rules/0/must', (item) => {
    Object.assign(item.form.schema.properties as object, { rooms: { type: 'integer' } })
    item.rules = [
      {
        key: 'rooms',
        must: { '<=': [{ var: 'form.rooms' }, 9] },
        pointer: '/form/rooms',
        message: { zh: '不多于九间', en: 'At most nine' },
      },
    ]
  }),
  BASIS_NONE: broken('/legalBases/0/article', (item) => {
    at(item.legalBases, 0).article = '无'
  }),
  BASIS_ARTICLE: broken('/legalBases/0', (item) => {
    delete at(item.legalBases, 0).article
    delete at(item.legalBases, 0).toVerify
  }),
  BASIS_SHARED: broken('/materials', (item) => {
    const first = at(item.materials, 0)
    const one = { legalBasis: '《食品经营许可和备案管理办法》第十二条', toVerify: false }
    item.materials = [
      ...item.materials,
      { ...first, materialCode: 'more-a' },
      { ...first, materialCode: 'more-b' },
    ].map((each) => ({ ...each, ...one }))
  }),
  ON_THE_SPOT_PROCEDURE: broken(
    '/workflow',
    (item) => {
      delete item.variants
      item.handling = 'onTheSpot'
      item.limits.promised.amount = 0
      for (const window of item.windows ?? []) window.authority = 'decides'
    },
    { context: withProcedure(() => {}) },
  ),
  ON_THE_SPOT_WINDOW: broken('/windows', (item) => {
    delete item.variants
    item.handling = 'onTheSpot'
    item.limits.promised.amount = 0
    item.windows = at([item.windows ?? []], 0).map((each) => ({ ...each, authority: 'accepts' }))
  }),
  FORM_EXAMPLE: broken('/form/schema/properties/extra', (item) => {
    Object.assign(item.form.schema.properties as object, { extra: { type: 'string' } })
    ;(item.form.schema.required as string[]).push('extra')
  }),
  RULE_POINTER: broken('/rules/0/pointer', (item) => {
    at(item.rules, 0).pointer = '/form/nowhere'
  }),
  BINDING_POINTER: broken('/form/bindings/0/pointer', (item) => {
    at(item.form.bindings, 0).pointer = '/form/nowhere'
  }),
  BASIC_CODE: broken('/basicCode', (item) => {
    item.basicCode = '12'
  }),
  ITEM_CODE: broken('/itemCode', (item) => {
    item.itemCode = `2${item.itemCode.slice(1)}`
    for (const variant of item.variants ?? [])
      variant.variantCode = `${item.itemCode}${variant.variantCode.slice(-2)}`
  }),
  CODE_ORGANISATION: broken('/itemCode', (item) => {
    item.organisationCode = '91350100M000100Y43'
  }),
  CODE_BASIC: broken('/itemCode', (item) => {
    item.basicCode = '510102009000'
  }),
  CODE_LEVEL: broken('/level', (item) => {
    item.level = 5
  }),
  CODE_TYPE: broken('/type', (item) => {
    item.type = '07'
  }),
  DICTIONARY_CODE: broken('/audiences/5', (item) => {
    item.audiences.push('8')
  }),
  DICTIONARY_DATE: broken('/scope', () => {}, { context: { ...CHECK_CONTEXT, dictionaries: CLOSED } }),
  WORKFLOW_UNPUBLISHED: broken('/workflow', (item) => {
    item.workflow = 'not-there'
  }),
  WORKFLOW_FOREIGN: broken(
    '/workflow',
    (item) => {
      item.workflow = 'two-step'
    },
    {
      context: {
        ...CHECK_CONTEXT,
        foreignWorkflows: new Set([`${completeItem().organisationCode} two-step`]),
      },
    },
  ),
  FORWARDS_TO_UNKNOWN: broken(
    '/forwardsTo/0/organisation',
    (item) => {
      item.forwardsTo = [{ organisation: 'gone', basis: FORWARDING_LAW }]
    },
    { context: ORGAN_ABOVE },
  ),
  FORWARDS_TO_ITSELF: broken('/forwardsTo/0/organisation', (item) => {
    item.forwardsTo = [{ organisation: item.organisationCode, basis: FORWARDING_LAW }]
  }),
  FORWARDS_TWICE: broken('/forwardsTo/1/organisation', withOrganAbove, { context: ORGAN_ABOVE }),
  FORWARDS_TO_UNKNOWN_ITEM: broken(
    '/forwardsTo/0/itemCode',
    (item) => {
      item.forwardsTo = [{ organisation: 'above', itemCode: item.itemCode, basis: FORWARDING_LAW }]
    },
    { context: { ...ORGAN_ABOVE, itemsAbove: new Set([`${completeItem().itemCode} aside`]) } },
  ),
  FORWARDS_ON_THE_SPOT: broken(
    '/handling',
    (item) => {
      withOrganAbove(item)
      item.forwardsTo?.pop()
      delete item.variants
      item.handling = 'onTheSpot'
      item.limits.promised.amount = 0
      for (const window of item.windows ?? []) window.authority = 'decides'
    },
    { context: ORGAN_ABOVE },
  ),
  PROCEDURE_LONGER: broken('/workflow', () => {}, {
    context: withProcedure((steps) => {
      at(steps, 0).limit = { amount: 100, unit: 'workingDay' }
    }),
  }),
  PROCEDURE_FIELD_UNKNOWN: broken('/workflow', () => {}, {
    context: withProcedure((steps) => {
      at(steps, 0).next = [{ to: 'decision', when: { var: 'form.notThere' } }, { to: 'decision' }]
    }),
  }),
  FILE_UNKNOWN: broken(
    '/materials/0/blankForm/fileId',
    (item) => {
      at(item.materials, 0).blankForm = FILE
    },
    { context: { ...CHECK_CONTEXT, files: new Set() } },
  ),
  ORGANISATION_CODE: broken('/organisationCode', (item) => {
    item.codeProfile = 'LOCAL'
    item.organisationCode = '91350100M000100Y44'
  }),
  VARIANT_CODE: broken('/variants/0/variantCode', (item) => {
    at(item.variants, 0).variantCode = '01'
  }),
  VARIANT_TWICE: broken('/variants/1/variantCode', (item) => {
    at(item.variants, 1).variantCode = at(item.variants, 0).variantCode
  }),
  DISCLOSURE_EMPTY: broken('/legalBases', (item) => {
    item.legalBases = []
  }),
  MATERIAL_TWICE: broken('/materials/1/materialCode', (item) => {
    at(item.materials, 1).materialCode = at(item.materials, 0).materialCode
  }),
  MATERIAL_COUNT: broken('/materials/0', (item) => {
    at(item.materials, 0).originals = 0
  }),
  MATERIAL_BASIS: broken('/materials/0/legalBasis', (item) => {
    delete at(item.materials, 0).legalBasis
  }),
  MATERIAL_CORE_DEFERRABLE: broken('/materials/0/necessity', (item) => {
    at(item.materials, 0).necessity = 'deferrable'
  }),
  DEFERRAL_BASIS: broken('/unmetDeferral/basis', (item) => {
    Object.assign(at(item.materials, 1), { necessity: 'deferrable' })
    item.unmetDeferral = { act: 'terminate', basis: '内部要求逾期终止' }
  }),
  DEFERRAL_UNUSED: broken('/unmetDeferral', (item) => {
    for (const material of item.materials) material.necessity = 'required'
    item.unmetDeferral = { act: 'escalate' }
  }),
  COMMITMENT_BAR_BASIS: broken('/materials/0/commitment/barAfterBreach/basis', (item) => {
    at(item.materials, 0).commitment = {
      promise: '承诺材料真实有效',
      checkWithin: { amount: 30, unit: 'workingDay' },
      barAfterBreach: { basis: '内部要求' },
    }
  }),
  PARTY_RULE_TWICE: broken('/parties/1/role', (item) => {
    item.parties = [
      { role: 'applicant', type: 'natural', min: 1, max: 1 },
      { role: 'applicant', min: 0, max: 2 },
    ]
  }),
  PRECEDED_SITUATION: broken('/precededBy/by/situation', (item) => {
    item.precededBy = { by: { situation: 'elsewhere' }, waitDays: 30, withinDays: 30, basis: '依据' }
  }),
  PARTY_RANGE: broken('/parties/0/max', (item) => {
    item.parties = [{ role: 'coApplicant', min: 2, max: 1 }]
  }),
  PARTY_NO_APPLICANT: broken('/parties', (item) => {
    item.parties = [{ role: 'applicant', min: 0, max: 0 }]
  }),
  PARTY_MARRIAGE: broken('/marriage', (item) => {
    item.marriage = { endedBy: [] }
    item.parties = [{ role: 'applicant', type: 'natural', min: 1, max: 1 }]
  }),
  PARTY_AGE: broken('/parties/0', (item) => {
    item.parties = [{ role: 'applicant', type: 'legal', min: 0, max: 1, minAge: 18 }]
  }),
  PARTY_PRESENCE: broken('/parties/0/presence', (item) => {
    item.visits = 0
    delete item.visitReason
    item.parties = [{ role: 'applicant', min: 1, max: 1, presence: true }]
  }),
  PARTY_PROOF: broken('/parties/0/proof', (item) => {
    item.parties = [{ role: 'representative', min: 0, max: 1, proof: 'not-there' }]
  }),
  MATERIAL_ORIGINALITY: broken('/materials/0/originality', (item) => {
    at(item.materials, 0).originality = 'copy'
  }),
  SITUATION_UNKNOWN: broken('/materials/4/situations/1', (item) => {
    at(item.materials, 4).situations?.push('elsewhere')
  }),
  CONSULTATION_PHONE: broken('/consultation', (item) => {
    item.consultation = ['电话：2100312']
  }),
  COMPLAINT_PHONE: broken('/complaints', (item) => {
    item.complaints = ['见网站']
  }),
  SAME_PHONE: broken('/complaints', (item) => {
    item.complaints = ['监督（0833）2100312']
  }),
  FEE_ITEMS: broken('/fees/items', (item) => {
    item.fees.items = []
  }),
  FEE_NOT_CHARGED: broken('/fees/charged', (item) => {
    item.fees.charged = false
    item.fees.onlinePayment = false
  }),
  FEE_ONLINE_UNSTATED: broken('/fees/onlinePayment', (item) => {
    delete item.fees.onlinePayment
  }),
  FEE_ONLINE: broken('/fees/onlinePayment', (item) => {
    item.fees = { charged: false, onlinePayment: true, items: [] }
  }),
  FEE_REDUCTION_UNSTATED: broken('/fees/items/0/reductionBasis', (item) => {
    delete at(item.fees.items, 0).reductionBasis
  }),
  FEE_NOT_REDUCIBLE: broken('/fees/items/0/reductionBasis', (item) => {
    at(item.fees.items, 0).reducible = false
  }),
  FEE_CODE: broken('/fees/items/0/feeCode', (item) => {
    at(item.fees.items, 0).amount = { amount: 100, currency: 'CNY' }
  }),
  FEE_NO_AMOUNT: broken('/fees/items/0/amount', (item) => {
    at(item.fees.items, 0).blocks = 'close'
  }),
  FEE_BLOCKS_BEFORE_DUE: broken('/fees/items/0/blocks', (item) => {
    Object.assign(at(item.fees.items, 0), {
      feeCode: 'first',
      amount: { amount: 100, currency: 'CNY' },
      due: 'decide',
      blocks: 'decide',
    })
  }),
  TELEPHONE: broken('/windows/0/telephone', (item) => {
    at(item.windows, 0).telephone = '2100312'
  }),
  WINDOW_AUTHORITY: broken('/windows', (item) => {
    at(item.windows, 0).authority = 'advises'
  }),
  THEMES_UNSTATED: broken('/themes', (item) => {
    delete item.themes
  }),
  THEME_MISSING: broken('/themes/natural', (item) => {
    delete item.themes?.natural
  }),
  THEME_AUDIENCE: broken('/themes/natural', (item) => {
    item.audiences = ['2']
  }),
  RESULT_SAMPLE: broken('/results/0', (item) => {
    delete at(item.results, 0).sample
  }),
  SPECIAL_TWICE: broken('/specialProcedures/1/kind', (item) => {
    item.specialProcedures.push(at(item.specialProcedures, 0))
  }),
  LICENCE_FAQ: broken('/faqs', (item) => {
    item.faqs = []
  }),
  LICENCE_STAGES_UNSTATED: broken('/procedure', (item) => {
    for (const step of item.procedure) delete step.stage
  }),
  LICENCE_STAGES: broken('/procedure', (item) => {
    item.procedure.pop()
  }),
  BASIS_NOT_IN_FORCE: broken('/legalBases/0/effectiveOn', (item) => {
    at(item.legalBases, 0).effectiveOn = '2026-03-03'
  }),
  EXPIRED: broken('/validUntil', (item) => {
    item.validUntil = '2026-03-01'
  }),
  PROMISE_LONGER: broken('/variants/1/limits/promised', (item) => {
    Object.assign(at(item.variants, 1).limits?.promised ?? {}, { amount: 23 })
  }),
  STATUTORY_NONE: broken('/limits/statutory', (item) => {
    item.limits.statutory = { none: '法律未规定' }
  }),
  PROMISE_UNIT: broken('/limits/promised', (item) => {
    item.limits.promised = { amount: 25, unit: 'day' }
  }),
  RENEWAL_WITHOUT_END: broken('/citedClocks/renewal', (item) => {
    const basicCode = `${item.basicCode.slice(0, 2)}07${item.basicCode.slice(4)}`
    const coded = (code: string) => code.replace(item.basicCode, basicCode)
    for (const variant of item.variants ?? []) variant.variantCode = coded(variant.variantCode)
    Object.assign(item, { type: '07', basicCode, itemCode: coded(item.itemCode) })
    for (const result of item.results) delete result.licence
    item.citedClocks = { renewal: '《示例条例》第二十条' }
  }),
  CITED_IN_VAIN: broken('/citedClocks/delivery', (item) => {
    item.citedClocks = { delivery: '《示例条例》第二十条' }
  }),
  HANDLING_LIMIT: broken('/handling', (item) => {
    item.limits.promised.amount = 0
  }),
  VISIT_REASON: broken('/visitReason', (item) => {
    item.visits = 1
    item.services = { onlineDepth: '4' }
  }),
  NO_VISIT_OFFLINE: broken('/online', (item) => {
    item.online = false
    item.handlingForms = ['1']
    delete item.services
  }),
  ONLINE_VISITS: broken('/visits', (item) => {
    item.visits = 1
    item.visitReason = '须核对原件'
  }),
  ONLINE_FORMS: broken('/handlingForms', (item) => {
    item.handlingForms = ['1']
  }),
  KEY_TWICE: broken('/questions/0/options/2/value', (item) => {
    at(item.questions, 0).options?.push({ value: 'first', title: '又一个' })
  }),
  UNKNOWN_OPERATOR: broken('/situations/0/when', (item) => {
    at(item.situations, 0).when = { throw: 'x' }
  }),
  UNKNOWN_FIELD: broken('/situations/0/when/var', (item) => {
    at(item.situations, 0).when = { var: 'answers.nobodyAsks' }
  }),
  MALFORMED: broken('/rules/0/must', (item) => {
    at(item.rules, 0).must = { and: [], or: [] }
  }),
  TOO_LARGE: broken('/rules/0/must/and/498', (item) => {
    at(item.rules, 0).must = { and: Array(1000).fill(true) }
  }),
  OPTION_UNKNOWN: broken('/situations/0/when/==/1', (item) => {
    at(item.situations, 0).when = { '==': [{ var: 'answers.purpose' }, 'frist'] }
  }),
  QUESTION_BY_AGENT: broken('/questions/2/options', (item) => {
    const options = ['self', 'agent'].map((value) => ({ value, title: value }))
    item.questions.push({ key: 'byAgent', title: '谁来办理？', options })
  }),
  QUESTION_AGE: broken('/questions/2/options', (item) => {
    const options = ['child', 'adult'].map((value) => ({ value, title: value }))
    item.questions.push({ key: 'minor', title: '未满十六周岁吗？', options, youngerThan: 16 })
  }),
  QUESTION_CYCLE: broken('/questions/0/when', (item) => {
    at(item.questions, 0).when = { '==': [{ var: 'answers.moved' }, true] }
  }),
  QUESTION_NEVER_ASKED: broken('/questions/2', (item) => {
    item.questions.push({
      key: 'never',
      title: '不会被问到',
      when: { and: [{ '==': [{ var: 'answers.purpose' }, 'first'] }, { '!!': [{ var: 'answers.moved' }] }] },
    })
  }),
  QUESTION_LEADS_NOWHERE: broken('/questions/2', (item) => {
    item.questions.push({ key: 'idle', title: '无关的问题' })
  }),
  MATERIAL_NEVER_DEMANDED: broken('/materials/0', (item) => {
    at(item.materials, 0).when = {
      and: [{ '==': [{ var: 'answers.purpose' }, 'first'] }, { '!!': [{ var: 'answers.moved' }] }],
    }
  }),
  NO_SITUATION: broken('/situations', (item) => {
    at(item.situations, 1).when = { '==': [{ var: 'answers.moved' }, true] }
  }),
  SITUATIONS_OVERLAP: broken('/situations', (item) => {
    at(item.situations, 1).when = true
  }),
  SITUATION_UNREACHABLE: broken('/situations/2', (item) => {
    item.situations.push({ key: 'nobody', title: '无人', when: false })
    at(item.variants, 0).situations.push('nobody')
  }),
  TOO_MANY_COMBINATIONS: broken('/questions', (item) => {
    for (let index = 0; index < 12; index += 1)
      item.questions.push({ key: `q${index}`, title: `第 ${index} 问` })
  }),
  VARIANT_SITUATION: broken('/variants/0/situations/1', (item) => {
    at(item.variants, 0).situations.push('elsewhere')
  }),
  VARIANT_PARTITION: broken('/situations/1', (item) => {
    at(item.variants, 0).situations.push('changed')
  }),
}
