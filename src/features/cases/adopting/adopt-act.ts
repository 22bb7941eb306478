import { type Caller, subjectOf } from '../../../shared/caller.js'
import type { ItemDocument } from '../../catalogue/item-document.js'
import { type AdoptedSteps, adoptSteps } from '../../workflow/adopting.js'
import type { Actor, Decision, Refusal, Work } from '../../workflow/decision.js'
import { isRefusal, refuse } from '../../workflow/decision.js'
import type { WorkflowDefinition } from '../../workflow/definition.js'
import type { LookContext, Prepared } from '../acts/act-on-case.js'
import { plainDecision } from '../acts/plain-decision.js'
import type { CaseRecord } from '../case.js'
import { applyDecision, type Surroundings } from '../case-change.js'
import { type InHand, organsOfSteps, situationOf } from '../case-in-hand.js'
import { competenceOver } from '../case-visibility.js'
import { stepOrgans } from '../command-names.js'
import { type AdoptedMaterials, adoptMaterials, fieldsLaidOpen } from './adopted-materials.js'
import { type Adoption, RUNNING } from './adoption.js'

/** A running case goes on by a new version (转用新版). `by`: who ordered it for the cases of the item. */
export interface AdoptCommand {
  action: 'adoptVersion'
  adoption: Adoption
  adoptionId: string
  by: Caller
}

/** What a new version would make of a case: what is lost, and what is asked anew. */
export interface Adopted {
  steps: AdoptedSteps
  materials: AdoptedMaterials
  prepared: Prepared
  /** The case afterwards. */
  after: CaseRecord
  around: Surroundings
}

/** The case under its new version, with its event; refuses rather than loses or demands what nobody ordered. */
export async function adoptVersion(
  context: LookContext,
  hand: InHand,
  command: AdoptCommand,
): Promise<Prepared | Refusal> {
  const adopted = await adoptIn(context, hand, command)
  return isRefusal(adopted) ? adopted : adopted.prepared
}

/** The same with all that it would mean, for who only looks (转用预览). */
export async function adoptIn(
  context: Pick<LookContext, 'pool'>,
  hand: InHand,
  { adoption, adoptionId, by }: Omit<AdoptCommand, 'action'>,
): Promise<Adopted | Refusal> {
  const { record, around: at } = hand
  const document = adoption.document ?? at.document
  const definition = procedureOf(record, adoption, document, at.definition)
  const barred = refuseAdoption(hand, by, document, definition)
  if (barred !== undefined) return barred
  const actor = orderedBy(by, record)
  const opens = organsOfSteps({ record, around: { ...at, document, definition } })
  const around = { ...at, document, definition, actor, ...(await stepOrgans(context.pool, opens)) }
  const materials = adoptMaterials(record, at.document, document, adoption.order, at.today)
  const { supplements: _supplements, correction: _correction, ...facts } = record.facts
  const moved: CaseRecord = {
    ...record,
    ...(adoption.document === undefined
      ? {}
      : { itemVersion: adoption.order.itemVersion ?? record.itemVersion, itemName: document.name }),
    ...(record.workflowKey === undefined
      ? {}
      : { workflowKey: definition.key, workflowVersion: definition.version }),
    facts: { ...facts, ...materials.facts },
  }
  const situation = situationOf({ record: moved, around })
  const work: Work = {
    ...situation,
    state: { ...situation.state, tasks: [...situation.state.tasks] },
    events: [],
    documents: [],
  }
  const steps = adoptSteps(work, new Map((adoption.order.steps ?? []).map(({ from, to }) => [from, to])))
  if (isRefusal(steps)) return steps
  const decision = decisionOf(moved, around, { adoption, adoptionId, before: record, steps, materials })
  decision.state.tasks = work.state.tasks
  const { record: after } = applyDecision(moved, decision, around)
  return { steps, materials, prepared: { kind: 'prepared', record: moved, around, decision }, after, around }
}

/** By which procedure the case goes on: the one that was ordered, the one that its new version names, or its own. */
function procedureOf(
  { workflowKey }: CaseRecord,
  { definition, named }: Adoption,
  { workflow }: ItemDocument,
  own: WorkflowDefinition,
): WorkflowDefinition {
  if (definition !== undefined) return definition
  return named !== undefined && workflowKey !== workflow ? named : own
}

/** 409 and 422: nothing to move, or what a new version may not do to a case that runs. */
function refuseAdoption(
  { record, around }: InHand,
  by: Caller,
  document: ItemDocument,
  definition: WorkflowDefinition,
): Refusal | undefined {
  const { state } = situationOf({ record, around })
  if (state.unknown !== undefined)
    return refuse(
      'STATE',
      'A newer release of the service works on this case',
      '本件正由更新版本的系统办理',
      [wrong('UNKNOWN', 'Known to a newer release alone', '须由更新版本的系统处理')],
    )
  if (!(RUNNING as readonly string[]).includes(record.status))
    return stays(
      'NOT_RUNNING',
      'It is decided, or ended: what is decided stays so',
      '本件已作出决定或者已结束',
    )
  const sameItem = document === around.document
  const sameWay = definition.key === around.definition.key && definition.version === around.definition.version
  if (sameItem && (sameWay || record.workflowKey === undefined))
    return stays('ALREADY_THERE', 'It goes by that version already', '本件已按该版本办理')
  if (competenceOver(by, record).recused)
    return stays('RECUSED', 'Who ordered it is a party to the case (回避)', '下达人系本件当事人，应当回避')
  if (document.type !== record.itemType)
    return stays('TYPE_CHANGED', 'The item is of another type now', '事项类型已变更')
  const { situation } = record
  if (situation !== undefined && document.situations.every(({ key }) => key !== situation))
    return stays('SITUATION_GONE', 'The new version knows its situation no more', '新版事项已无本件所属情形')
  if (fieldsLaidOpen(record.facts.form, around.document, document).length > 0)
    return stays(
      'PERSONAL_FIELD_LOST',
      'The new version would lay personal fields of its form open',
      '新版表单不再将已填写的个人信息字段标记为个人信息',
    )
  return undefined
}

/** Who ordered it for the item, as the keeper of it (事项管理). */
function orderedBy(by: Caller, { organisationCode }: CaseRecord): Actor {
  const grant = by.grants.find(({ role }) => role === 'cataloguer')
  const as = { role: 'cataloguer' as const, organisation: grant?.organisation ?? organisationCode, posts: [] }
  return {
    kind: by.kind,
    subject: subjectOf(by),
    ...(by.staffNo === undefined ? {} : { staffNo: by.staffNo }),
    standings: [as],
    answersFor: [],
    answersForOwn: [],
    recused: false,
    as,
  }
}

function decisionOf(
  record: CaseRecord,
  around: Prepared['around'],
  {
    adoption,
    adoptionId,
    before,
    steps,
    materials,
  }: Pick<Adopted, 'steps' | 'materials'> & { adoption: Adoption; adoptionId: string; before: CaseRecord },
): Decision {
  const { demands } = adoption.order
  const { workflowKey: workflow, workflowVersion } = record
  const decision = plainDecision(record, around, 'adoptVersion', {
    facts: {
      adoptionId,
      fromItemVersion: before.itemVersion,
      workflow,
      workflowVersion,
      fromWorkflow: before.workflowKey,
      fromWorkflowVersion: before.workflowVersion,
      demanded: materials.demanded,
      waived: materials.waived,
      basis: materials.told.length === 0 ? undefined : demands?.basis,
    },
  })
  const [event] = decision.events
  if (event !== undefined) {
    event.tasksOpened = steps.opened
    event.tasksClosed = steps.closed
  }
  const items = materials.told.map((materialCode) => ({ materialCode, reason: demands?.basis ?? '' }))
  if (items.length > 0) decision.documents.push({ kind: 'supplementNotice', facts: { items } })
  return decision
}

const wrong = (code: string, en: string, zh: string) => ({ pointer: '', code, message: { en, zh } })

const stays = (code: string, en: string, zh: string): Refusal =>
  refuse('STATE', en, zh, [wrong(code, en, zh)])
