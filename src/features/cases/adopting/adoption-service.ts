import type { Queryable } from '../../../database/queryable.js'
import type { Deps } from '../../../deps.js'
import { orderJob } from '../../../jobs/job-service.js'
import {
  type Caller,
  concerns,
  covers,
  type Organ,
  placesOf,
  SYSTEM_CALLER,
  subjectOf,
} from '../../../shared/caller.js'
import { newId } from '../../../shared/ids.js'
import { problem, ruleViolated } from '../../../shared/problem.js'
import { keptItem } from '../../catalogue/draft-service.js'
import { mustOwn } from '../../divisions/owner-service.js'
import { keepCaller } from '../../transfer/kept-caller.js'
import type { Refusal } from '../../workflow/decision.js'
import { namesStatute } from '../../workflow/termination-grounds.js'
import type { CaseRecord } from '../case.js'
import { findInHand, type Reading } from '../case-in-hand.js'
import { type Adopted, adoptIn } from './adopt-act.js'
import type { Adoption, AdoptionOrder } from './adoption.js'
import {
  type AdoptionRow,
  insertAdoption,
  type Place,
  selectAdoption,
  selectRunningCases,
} from './adoption-store.js'

export type { Place } from './adoption-store.js'
/** Cases that stay under their version, and why (未转用办件), by their numbers. */
export { selectAdoptionRefusals as listRefusals } from './adoption-store.js'

/** The kind of job that brings running cases under a new version (在办件转用新版). */
export const ADOPT_VERSION = 'adoptVersion'

/** What the numbers of an order mean; 422 for a version, a step or a material that is not there. */
export async function resolveAdoption(
  { items, workflows }: Pick<Deps, 'items' | 'workflows'>,
  order: AdoptionOrder,
): Promise<Adoption> {
  const { itemCode, itemVersion, workflowVersion, steps = [], demands } = order
  if (itemVersion === undefined && workflowVersion === undefined)
    throw ruleViolated('/itemVersion', 'REQUIRED', {
      en: 'Name a version of the item, of its procedure, or of both',
      zh: '请指明事项版本或者流程版本',
    })
  const document = itemVersion === undefined ? undefined : await items.version(itemCode, itemVersion)
  if (itemVersion !== undefined && document === undefined) throw notThere('/itemVersion')
  const current = document ?? (await items.inForce(itemCode))?.document
  if (current === undefined) throw problem('NOT_FOUND')
  const definition =
    workflowVersion === undefined ? undefined : await workflows.version(current.workflow, workflowVersion)
  if (workflowVersion !== undefined && definition === undefined) throw notThere('/workflowVersion')
  const named = document === undefined ? undefined : await workflows.current(document.workflow)
  const procedure = definition ?? named
  for (const [index, { to }] of steps.entries())
    if (procedure?.steps.every(({ key }) => key !== to) !== false)
      throw ruleViolated(`/steps/${index}/to`, 'STEP_UNKNOWN', {
        en: 'The new version has no such step',
        zh: '新版流程没有该环节',
      })
  if (demands !== undefined) mustBeLawful(demands, current.materials)
  return {
    order,
    ...(document === undefined ? {} : { document }),
    ...(definition === undefined ? {} : { definition }),
    ...(named === undefined ? {} : { named }),
  }
}

/** Nothing is demanded of running cases but what the new version lists, and a statute says so (立法法: 法不溯及既往). */
function mustBeLawful(
  { basis, materials }: NonNullable<AdoptionOrder['demands']>,
  listed: readonly { materialCode: string }[],
): void {
  if (!namesStatute(basis))
    throw ruleViolated('/demands/basis', 'NO_STATUTE', {
      en: 'Name the statute that demands it of running cases',
      zh: '请写明要求在办件补充材料的法律依据',
    })
  for (const [index, code] of materials.entries())
    if (listed.every(({ materialCode }) => materialCode !== code))
      throw ruleViolated(`/demands/materials/${index}`, 'MATERIAL_UNKNOWN', {
        en: 'The new version does not list this material',
        zh: '新版事项未列出该材料',
      })
}

const notThere = (pointer: string) =>
  ruleViolated(pointer, 'VERSION_UNKNOWN', { en: 'No such version is published', zh: '没有该已发布的版本' })

/** Where a version of the procedure is named, who orders it owns that; 403 otherwise. */
async function mustOwnProcedure(db: Queryable, caller: Caller, { definition }: Adoption): Promise<void> {
  if (definition === undefined) return
  const before = { organisation_code: definition.organisation ?? null }
  await mustOwn(db, caller, { before }, 'cataloguer')
}

/** Whether the cases of an organ are within the reach of who orders: as a keeper of the item there. */
export const reachesOrgan = ({ grants }: Caller, organ: Organ, itemCode: string): boolean =>
  grants.some(
    (grant) =>
      grant.role === 'cataloguer' &&
      grant.delegation === undefined &&
      covers(grant, organ) &&
      concerns(grant, itemCode),
  )

/** What a new version would make of one running case. */
export interface Foreseen {
  record: CaseRecord
  outcome: Adopted | Refusal
}

/** A place in the list; nothing is told of a case beyond the reach of who asks. */
export interface ForeseenRow {
  place: Place
  foreseen?: Foreseen
}

/**
 * 转用预览: what a new version would mean for each running case within reach, a page of them; nothing is changed. A version
 * that comes into force on a later day is looked at as well: that is what a preview is for.
 */
export async function previewAdoption(
  deps: Reading & Pick<Deps, 'items' | 'workflows'>,
  caller: Caller,
  order: AdoptionOrder,
  after: Place | undefined,
  most: number,
): Promise<ForeseenRow[]> {
  await keptItem(deps.pool, caller, order.itemCode, false)
  const adoption = await resolveAdoption(deps, order)
  await mustOwnProcedure(deps.pool, caller, adoption)
  const found = await selectRunningCases(deps.pool, order, wantedWorkflow(adoption), after, most)
  const rows: ForeseenRow[] = []
  for (const row of found) {
    const hand = await findInHand(deps, SYSTEM_CALLER, row.case_no)
    const place = { organ: row.organisation_code, createdAt: row.created_at, id: row.id }
    if (hand === undefined || !reachesOrgan(caller, hand.record.organ, order.itemCode)) {
      rows.push({ place })
      continue
    }
    const outcome = await adoptIn(deps, hand, { adoption, adoptionId: PREVIEW, by: caller })
    rows.push({ place, foreseen: { record: hand.record, outcome } })
  }
  return rows
}

const PREVIEW = '00000000-0000-0000-0000-000000000000'

/** Key and version of the procedure that cases are to go by, where that is another than their own. */
export const wantedWorkflow = ({ definition }: Adoption) =>
  definition && { key: definition.key, version: definition.version }

/** What is to be ordered, looked at before: who keeps the item, and only what is in force already. */
export async function lawfulAdoption(
  deps: Pick<Deps, 'pool' | 'items' | 'workflows'>,
  caller: Caller,
  order: AdoptionOrder,
): Promise<{ organisation: string; divisions: string[] }> {
  const item = await keptItem(deps.pool, caller, order.itemCode, false)
  const adoption = await resolveAdoption(deps, order)
  await mustOwnProcedure(deps.pool, caller, adoption)
  const inForce = await deps.items.inForce(order.itemCode)
  if (order.itemVersion !== undefined && order.itemVersion !== inForce?.version)
    throw ruleViolated('/itemVersion', 'NOT_IN_FORCE', {
      en: 'Cases go on by the version in force; one that is still to come can only be looked at',
      zh: '只能转用现行版本；尚未生效的版本仅可预览',
    })
  return { organisation: item.organisation_code, divisions: item.divisions }
}

/** Orders that the running cases go on by a new version (转用新版), as a job, in the transaction of the order. */
export async function orderAdoption(
  db: Queryable,
  caller: Caller,
  order: AdoptionOrder,
  { organisation, divisions }: { organisation: string; divisions: string[] },
): Promise<AdoptionRow> {
  const id = newId()
  const job = await orderJob(db, caller, {
    kind: ADOPT_VERSION,
    payload: { adoptionId: id, by: keepCaller(caller) },
    organisation,
    divisions,
    cancellable: true,
  })
  return insertAdoption(db, {
    id,
    item_code: order.itemCode,
    ordered: order,
    organisation_code: organisation,
    divisions,
    ordered_by: subjectOf(caller),
    job_id: job.id,
  })
}

/** An order within the keeper's reach; 404 else. */
export async function findAdoption(db: Queryable, caller: Caller, id: string): Promise<AdoptionRow> {
  const row = await selectAdoption(db, id, placesOf(caller.grants, ['cataloguer']))
  if (row === undefined) throw problem('NOT_FOUND')
  return row
}

/** A refusal by its code, for lists. */
export const codeOfRefusal = (refusal: Refusal): string => refusal.errors[0]?.code ?? refusal.code
