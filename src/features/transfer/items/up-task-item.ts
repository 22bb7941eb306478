import { createHash } from 'node:crypto'
import type { Cell } from '../../../shared/csv.js'
import { conditionText } from '../../catalogue/guide/guide-pieces.js'
import { limitInWords } from '../../catalogue/guide/guide-words.js'
import type { ItemDocument } from '../../catalogue/item-document.js'
import { type Bound, forWhom } from '../../catalogue/questions/for-whom.js'
import { flag, NONE, type WireCodes } from './up-task-codes.js'

/** An item as the national tables see it: the version in force, with what stands beside its document. */
export interface WireItem {
  document: ItemDocument
  version: number
  state: string
  organisationName: string
  /** Windows of centres that handle it. */
  places: { name: string; address: string; hours: string; telephone?: string; directions?: string }[]
}

export type Row = Record<string, Cell>

const lines = (texts: readonly string[], fallback = NONE): string =>
  texts.length === 0 ? fallback : texts.join('\n')

/** The same row has the same id in every export (row_guid, 50 characters at most). */
export function rowGuid(table: string, code: string, version: number, position: number): string {
  const hash = createHash('sha256').update(`${table}\n${code}\n${version}\n${position}`).digest('hex')
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-${hash.slice(12, 16)}-${hash.slice(16, 20)}-${hash.slice(20, 32)}`
}

/** 设定依据 in words. */
export const lawInWords = ({ name, number, article, text }: ItemDocument['legalBases'][number]): string =>
  [
    `《${name.replaceAll(/[《》]/g, '')}》`,
    number === undefined ? '' : `（${number}）`,
    article ?? '',
    text === undefined ? '' : `：${text}`,
  ].join('')

/** Places where it is handled: those of the record, else the windows of centres. */
export function placesOf({ document, places }: WireItem): WireItem['places'] {
  const own = document.windows ?? []
  if (own.length === 0) return places
  return own.map(({ name, address, hours, telephone = '', directions = '' }) => ({
    name,
    address,
    hours,
    telephone,
    directions,
  }))
}

type Variant = NonNullable<ItemDocument['variants']>[number]

/** 实施清单基本信息 (up_task_general_basic): a row each variant (业务办理项), with its own code, limits and handling. */
export const basicRows = (item: WireItem, codes: WireCodes): Row[] =>
  (item.document.variants ?? [undefined]).map((variant) => basicRow(item, codes, variant))

function basicRow(item: WireItem, codes: WireCodes, variant: Variant | undefined): Row {
  const { document, version, state, organisationName } = item
  const { services } = document
  const limits = variant?.limits ?? document.limits
  const places = placesOf(item)
  const fees = document.fees.charged ? ofVariant(document.fees.items, variant) : []
  return {
    catalog_code: document.basicCode,
    local_catalog_code: document.localCode,
    task_code: document.itemCode,
    local_task_code: document.localCode,
    task_handle_item: variant?.variantCode,
    task_name: document.name,
    task_type: codes.one('itemType', document.type),
    task_version: version,
    task_state: codes.one('itemState', state),
    by_law: lines(document.legalBases.map(lawInWords)),
    use_level: codes.one('level', String(document.level)),
    power_source: codes.one('powerSource', document.powerSource ?? '1'),
    dept_code: document.organisationCode,
    dept_name: organisationName,
    dept_type: codes.one('organNature', document.organNature ?? '1'),
    entrust_name: document.entrustedBy,
    // No number is made up where no law sets one: what the column then lacks is told as a misfit.
    ...('none' in limits.statutory
      ? { anticipate_explain: `无法定时限：${limits.statutory.none}` }
      : {
          anticipate_day: limits.statutory.amount,
          anticipate_type: codes.one('limitUnit', limits.statutory.unit),
          anticipate_explain: limits.statutory.notes ?? limits.statutory.basis,
        }),
    promise_day: limits.promised.amount,
    promise_type: codes.one('limitUnit', limits.promised.unit),
    promise_explain: limits.promised.notes ?? limitInWords(limits.promised, 'zh'),
    accept_condition: lines(conditionsOf(document, variant)),
    handle_flow: lines(
      ofVariant(document.procedure, variant).map(({ title, role, standard, result, ...step }) =>
        withWhom(`${title}：${role}；${standard}；${result}`, document, step),
      ),
    ),
    is_fee: flag(fees.length > 0),
    fee_basis: fees.length > 0 ? lines([...new Set(fees.map(({ legalBasis }) => legalBasis))]) : undefined,
    server_type: codes.many('audience', document.audiences),
    project_type: codes.one('handling', variant?.handling ?? document.handling),
    handle_type: codes.many('handlingForm', document.handlingForms),
    limit_scene_num: document.visits,
    special_procedure: lines(
      document.specialProcedures.map(
        ({ kind, days, basis }) => `${codes.title('specialProcedure', kind)}：${days}日（${basis}）`,
      ),
    ),
    transact_addr: lines(
      [...new Set(places.map(({ name, address }) => `${name}：${address}`))],
      organisationName,
    ),
    transact_time: lines([...new Set(places.map(({ hours }) => hours))], '以实施主体公布的时间为准'),
    link_way: lines(document.consultation),
    supervise_way: lines(document.complaints),
    is_single_login: flag(services?.singleSignOn),
    app_is_single_login: flag(services?.singleSignOn),
    link_addr: services?.onlineUrl,
    mobile_terminal_url: services?.mobileUrl,
  }
}

/** The parts of a variant: what is for situations of another is none of its. */
const ofVariant = <T extends string | Bound>(parts: readonly T[], variant: Variant | undefined): T[] =>
  parts.filter((each) => {
    const only = typeof each === 'string' ? undefined : each.situations
    return variant === undefined || (only?.some((key) => variant.situations.includes(key)) ?? true)
  })

const conditionsOf = (document: ItemDocument, variant: Variant | undefined): string[] =>
  ofVariant(document.conditions, variant).map((each) => conditionText(document, each, 'zh'))

/** Where a table has no column for whom a part is (适用情形), the text says so. */
export function withWhom(text: string, document: ItemDocument, part: Bound): string {
  const whose = forWhom(document, part)
  return whose === undefined ? text : `${text}（适用：${whose.zh}）`
}

/** 实施清单扩展信息 (up_task_general_extend). */
export function extendRow(item: WireItem, codes: WireCodes): Row {
  const { document } = item
  const { services, results, intermediaries = [], jointOrgans = [] } = document
  const [first] = results
  return {
    other_dept: jointOrgans.join('，') || undefined,
    service_type: intermediaries.map(({ name, basis }) => `${name}（${basis}）`).join('\n') || undefined,
    handle_area: document.scope === undefined ? undefined : codes.one('scope', document.scope),
    is_online: flag(document.online),
    online_handle_depth: services?.onlineDepth && codes.one('onlineDepth', services.onlineDepth),
    online_handle_url: services?.onlineUrl,
    is_pay_online: flag(document.fees.charged && document.fees.onlinePayment),
    is_schedule: flag(services?.appointment),
    is_express: flag(services?.express),
    is_entry_center: flag(services?.inCentre ?? item.places.length > 0),
    is_service_terminals: flag(services?.selfService),
    limit_explain: document.quantityLimit,
    limit_scene_explain: document.visitReason,
    result_type: first === undefined ? '99' : codes.one('resultType', first.type),
    result_name: lines(results.map(({ name, ...result }) => withWhom(name, document, result))),
    result_guid:
      results
        .map(({ sampleFile }) => sampleFile?.fileId ?? '')
        .join(',')
        .replaceAll(/^,+|,+$/g, '') || undefined,
    user_topic_type: codes.many('naturalTheme', document.themes?.natural) || undefined,
    corp_topic_type: codes.many('legalTheme', document.themes?.legal) || undefined,
    user_character_topic_type: undefined,
    corp_character_topic_type: undefined,
    town_code: undefined,
    town_name: undefined,
    village_code: undefined,
    village_name: undefined,
    extend_field: document.remarks,
  }
}
