import type { Cell } from '../../../shared/csv.js'
import { forWhom } from '../../catalogue/questions/for-whom.js'
import { flag, NONE, type WireCodes } from './up-task-codes.js'
import { directoryRow, type WireDirectoryEntry } from './up-task-directory.js'
import { basicRows, extendRow, placesOf, type Row, rowGuid, type WireItem, withWhom } from './up-task-item.js'

/**
 * A table of the national exchange library, written as it is told: its columns in their order, `*` behind those that are
 * never empty (NOT NULL), then the most characters of those whose length is known.
 *
 * Lengths are those of published definitions of the library, where these agree. Of columns that one of them bounds and another
 * does not (by_law, accept_condition, handle_flow, link_way, fee_stand, answer, remark …), and of the tables `audit_*`, of
 * which none is published, no length is known, and none is made up.
 */
export interface WireTable<Of = WireItem> {
  title: { zh: string; en: string }
  columns: readonly string[]
  required: ReadonlySet<string>
  /** Most characters, by column. */
  lengths: ReadonlyMap<string, number>
  rows(of: Of, codes: WireCodes): Row[]
}

const COLUMN = /^(\w+?)(\*?)(?:\((\d+)\))?$/

function table<Of = WireItem>(
  zh: string,
  en: string,
  columns: string,
  rows: (of: Of, codes: WireCodes) => Row[],
): WireTable<Of> {
  const named = columns
    .trim()
    .split(/\s+/)
    .map((each) => {
      const [, name = '', star, length] = COLUMN.exec(each) ?? []
      return { name, isRequired: star === '*', length }
    })
  return {
    title: { zh, en },
    columns: named.map(({ name }) => name),
    required: new Set(named.filter(({ isRequired }) => isRequired).map(({ name }) => name)),
    lengths: new Map(
      named.flatMap(({ name, length }): [string, number][] =>
        length === undefined ? [] : [[name, Number(length)]],
      ),
    ),
    rows,
  }
}

/** What ties a row to its item. */
const KEYS = 'row_guid*(50) task_code*(36) task_version*'

/** Of the entries of the basic directory; all other tables are of items. */
const DIRECTORY_TABLE = table<WireDirectoryEntry>(
  '基本目录',
  'basic directory',
  `row_guid*(50) catalog_code*(12) local_catalog_code(50) task_name*(1000) task_type*(2) by_law* use_level*(11)
     task_state*(2) task_version* plan_effective_date plan_cancel_date`,
  (entry, codes) => [directoryRow(entry, codes)],
)

/** The tables `up_task_*` of items and their parts (国家交换库表); names and order are those of the library. */
const ITEM_TABLES = {
  up_task_general_basic: table(
    '实施清单基本信息',
    'implementation entries',
    `row_guid*(50) catalog_code*(12) local_catalog_code(50) task_code*(36) local_task_code(50) task_handle_item(50)
     task_name*(1000) task_type*(2) task_version* task_state*(2) by_law* use_level*(11) power_source*(2)
     dept_code*(50) dept_name*(200) dept_type*(2) entrust_name(100) anticipate_day* anticipate_type*(2)
     anticipate_explain* promise_day* promise_type*(2) promise_explain* accept_condition* handle_flow* is_fee*(2)
     fee_basis server_type*(32) project_type*(2) handle_type(5) limit_scene_num* special_procedure*(500)
     transact_addr*(500) transact_time*(500) link_way* supervise_way* is_single_login(2) app_is_single_login(2)
     link_addr mobile_terminal_url`,
    basicRows,
  ),
  up_task_general_extend: table(
    '实施清单扩展信息',
    'more of implementation entries',
    `${KEYS} other_dept(200) service_type(500) handle_area(2) is_online*(2) online_handle_depth(20) online_handle_url
     is_pay_online*(2) is_schedule(2) is_express*(2) is_entry_center*(2) is_service_terminals(2) limit_explain
     limit_scene_explain(1000) result_type*(30) result_name(200) result_guid user_topic_type(40) corp_topic_type(40)
     user_character_topic_type(100) corp_character_topic_type(100) town_code(18) town_name(200) village_code(18)
     village_name(200) extend_field(2000)`,
    (item, codes) => [extendRow(item, codes)],
  ),
  up_task_general_material: table(
    '申请材料',
    'materials',
    `${KEYS} material_name*(200) material_type(2) material_category material_format(2) is_need*(2) source_type(2)
     source_explain(500) issuer page_num original_num copy_num page_format(200) form_guid(256) example_guid(256)
     fill_explain(500) accept_stand by_law order_num* remark`,
    ({ document }, codes) =>
      document.materials.map((material, index) => ({
        material_name: material.name,
        material_type: codes.one('materialOriginality', material.originality),
        material_category: codes.one('materialCategory', material.category),
        material_format: codes.one('materialFormat', material.format),
        is_need: codes.one('materialNecessity', material.necessity),
        source_type: codes.one('materialSource', material.source),
        source_explain: material.sourceNote,
        issuer: material.issuer,
        page_num: material.originals + material.copies,
        original_num: material.originals,
        copy_num: material.copies,
        page_format: material.paperSize,
        form_guid: material.blankForm?.fileId,
        example_guid: material.filledSample?.fileId,
        fill_explain: material.fillingNotes,
        accept_stand: material.acceptanceStandard,
        by_law: material.legalBasis,
        order_num: index + 1,
        remark: forWhom(document, material)?.zh,
      })),
  ),
  up_task_general_fee_project: table(
    '收费项目',
    'fees',
    `${KEYS} fee_name*(200) fee_stand* by_law is_desc(2) desc_explain order_num`,
    ({ document }) =>
      document.fees.items.map((fee, index) => ({
        fee_name: fee.name,
        fee_stand: withWhom(fee.standard, document, fee),
        by_law: fee.legalBasis,
        is_desc: flag(fee.reducible),
        desc_explain: fee.reductionBasis,
        order_num: index + 1,
      })),
  ),
  up_task_general_questions: table(
    '常见问题',
    'questions',
    `${KEYS} question*(1000) answer* order_num`,
    ({ document }) =>
      (document.faqs ?? []).map(({ question, answer }, index) => ({
        question,
        answer,
        order_num: index + 1,
      })),
  ),
  audit_item_bylaw: table(
    '设定依据',
    'legal bases',
    `${KEYS} law_name* law_type* law_dept law_number law_date clause_number clause_content ordernum*`,
    ({ document }, codes) =>
      document.legalBases.map((basis, index) => ({
        law_name: basis.name,
        law_type: codes.one('lawType', basis.kind),
        law_dept: basis.issuer,
        law_number: basis.number,
        law_date: basis.effectiveOn,
        clause_number: basis.article,
        clause_content: basis.text,
        ordernum: index + 1,
      })),
  ),
  audit_item_window: table(
    '办理窗口',
    'windows',
    `${KEYS} window_name* transact_addr* transact_time* window_tel traffic_info map_url order_num*`,
    (item) =>
      placesOf(item).map(({ name, address, hours, telephone, directions }, index) => ({
        window_name: name,
        transact_addr: address,
        transact_time: hours,
        window_tel: telephone,
        traffic_info: directions,
        order_num: index + 1,
      })),
  ),
  audit_item_flowsheet: table(
    '办理环节',
    'steps',
    `${KEYS} step_num* step_name* step_type handler* time_limit check_standard* handle_result*`,
    ({ document }) =>
      document.procedure.map((step, index) => ({
        step_num: index + 1,
        step_name: step.title,
        step_type: step.stage,
        handler: step.role,
        time_limit: step.limit,
        check_standard: withWhom(step.standard, document, step),
        handle_result: step.result,
      })),
  ),
  audit_item_special: table(
    '特别环节',
    'special procedures',
    `${KEYS} special_name* special_kind* special_date* special_date_type* special_dept special_desc* special_tel is_fee`,
    ({ document }, codes) =>
      document.specialProcedures.map((special) => ({
        special_name: codes.title('specialProcedure', special.kind),
        special_kind: codes.one('specialProcedure', special.kind),
        special_date: special.days,
        special_date_type: codes.one('limitUnit', 'workingDay'),
        special_dept: special.organ,
        special_desc: special.basis,
        special_tel: special.telephone,
        is_fee: special.charged === undefined ? undefined : flag(special.charged),
      })),
  ),
} as const satisfies Record<string, WireTable>

export const WIRE_TABLES = { up_task_directory: DIRECTORY_TABLE, ...ITEM_TABLES }
export type ItemTableName = keyof typeof ITEM_TABLES
export type WireTableName = keyof typeof WIRE_TABLES
export const WIRE_TABLE_NAMES = Object.keys(WIRE_TABLES) as WireTableName[]

/** A row as the library takes it, and what of it does not fit there. */
export interface WireRow {
  cells: Cell[]
  misfits: Misfit[]
}

/** What the library would not take, or not whole (不符合目标表): told, and never cut. */
export interface Misfit {
  rowGuid: string
  /** The code of the item or of the entry of the directory. */
  code: string
  column: string
  rule: 'TOO_LONG' | 'EMPTY'
  length: number
  most?: number
}

/** The rows of an item in a table. */
export function itemRows(name: ItemTableName, item: WireItem, codes: WireCodes): WireRow[] {
  const { document, version } = item
  const table: WireTable = ITEM_TABLES[name]
  return table.rows(item, codes).map((row, position) =>
    rowOf(table, document.itemCode, {
      ...row,
      row_guid: rowGuid(name, document.itemCode, version, position),
      task_code: document.itemCode,
      task_version: version,
    }),
  )
}

/** The row of an entry of the basic directory. */
export function directoryRowOf(entry: WireDirectoryEntry, codes: WireCodes): WireRow {
  const { document, version } = entry
  const row_guid = rowGuid('up_task_directory', document.basicCode, version, 0)
  return rowOf(DIRECTORY_TABLE, document.basicCode, { ...directoryRow(entry, codes), row_guid })
}

type Columns = Pick<WireTable, 'columns' | 'required' | 'lengths'>

/** Each column in its place; a required one of which the record knows nothing says so, and is told as a misfit. */
function rowOf({ columns, required, lengths }: Columns, code: string, row: Row): WireRow {
  const misfits: Misfit[] = []
  const cells = columns.map((column) => {
    const cell = row[column] === '' ? undefined : row[column]
    const known = { rowGuid: String(row.row_guid), code, column }
    if (cell === undefined && required.has(column)) {
      misfits.push({ ...known, rule: 'EMPTY', length: 0 })
      return NONE
    }
    const [length, most] = [[...String(cell ?? '')].length, lengths.get(column)]
    if (most !== undefined && length > most) misfits.push({ ...known, rule: 'TOO_LONG', length, most })
    return cell
  })
  return { cells, misfits }
}
