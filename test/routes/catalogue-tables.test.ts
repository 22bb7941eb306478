import t from 'tap'
import { WIRE_TABLE_NAMES, WIRE_TABLES } from '../../src/features/transfer/items/up-task-tables.js'
import { FOOD_LICENCE_ITEM_CODE, LESHAN_ITEM_CODE } from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { importLines, lineOf, numbered } from '../helpers/imports.js'
import { foodBusinessLicence, SAMPLE_ITEMS } from '../helpers/sample.js'

/** Reads CSV as RFC 4180 has it, character by character: another way than it was written. */
function readCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let isQuoted = false
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (isQuoted) {
      if (character !== '"') cell += character
      else if (text[at + 1] === '"') {
        cell += '"'
        at += 1
      } else isQuoted = false
    } else if (character === '"') isQuoted = true
    else if (character === ',') {
      row.push(cell)
      cell = ''
    } else if (character === '\r' && text[at + 1] === '\n') {
      rows.push([...row, cell])
      row = []
      cell = ''
      at += 1
    } else cell += character
  }
  if (cell !== '' || row.length > 0) throw new Error('the last line has no end')
  return rows
}

/** Every row of items: a variant each, or the item. */
const variants = SAMPLE_ITEMS.flatMap((item) =>
  (item.variants ?? [undefined]).map((each) => ({ item, each })),
)

async function tableOf(app: TestApp, table: string, more = '') {
  const answer = await app.request('GET', `/v1/catalogue/export?form=up_task&table=${table}${more}`, {
    token: await app.token('cataloguer'),
  })
  if (answer.status !== 200) throw new Error(answer.text)
  const [head = [], ...rows] = readCsv(answer.text)
  return {
    answer,
    head,
    rows: rows.map((row) => Object.fromEntries(row.map((cell, index) => [head[index] ?? '', cell]))),
    widths: new Set(rows.map((row) => row.length)),
  }
}

t.test('the national tables: every column, required ones never empty, ids that stay', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('cataloguer')
  const list = (await app.request('GET', '/v1/catalogue/export?form=up_task', { token })).body
  t.same(
    list.tables.map(({ table }: { table: string }) => table),
    WIRE_TABLE_NAMES,
  )
  for (const name of WIRE_TABLE_NAMES) {
    const { head, rows, widths, answer } = await tableOf(app, name)
    t.match(answer.headers, {
      'content-type': /^text\/csv/,
      'content-disposition': `attachment; filename="${name}.csv"`,
    })
    t.same(head, WIRE_TABLES[name].columns, name)
    t.same(
      [...widths].filter((width) => width !== head.length),
      [],
      name,
    )
    if (name !== 'up_task_general_fee_project') t.ok(rows.length > 0, `${name} has rows`)
    for (const column of WIRE_TABLES[name].required)
      t.same(rows.filter((row) => row[column] === '').length, 0, `${name}.${column} is never empty`)
    t.equal(new Set(rows.map((row) => row.row_guid)).size, rows.length, `${name}: every row has its own id`)
    t.equal((await tableOf(app, name)).answer.text, answer.text, `${name} is the same again`)
    const { href } = list.tables.find(({ table }: { table: string }) => table === name)
    t.equal((await app.request('GET', href, { token })).text, answer.text)
  }
})

t.test('the codes are those of the national tables', async (t) => {
  const app = await startTestApp(t)
  const basic = await tableOf(app, 'up_task_general_basic')
  t.ok(variants.length > SAMPLE_ITEMS.length)
  t.same(
    basic.rows.map((row) => `${row.task_code} ${row.task_handle_item}`).toSorted(),
    variants.map(({ item, each }) => `${item.itemCode} ${each?.variantCode ?? ''}`).toSorted(),
    'a row each variant, one code in a column',
  )
  for (const { item, each } of variants.filter((one) => one.each?.limits !== undefined)) {
    const row = basic.rows.find(({ task_handle_item }) => task_handle_item === each?.variantCode)
    t.equal(row?.promise_day, String(each?.limits?.promised.amount), `${item.name} ${each?.name}`)
  }
  const food = basic.rows.find((row) => row.task_code === FOOD_LICENCE_ITEM_CODE)
  t.match(food, {
    catalog_code: '510102001000',
    task_type: '01',
    task_state: '1',
    task_version: '1',
    project_type: '2',
    anticipate_day: '10',
    anticipate_type: '1',
    promise_day: '8',
    promise_type: '1',
    is_fee: '0',
    dept_name: /市场监督管理局/,
  })
  const leshan = basic.rows.find((row) => row.task_code === LESHAN_ITEM_CODE)
  t.match(leshan, { project_type: '1', promise_day: '0', anticipate_day: '3' })
  const materials = await tableOf(app, 'up_task_general_material', `&type=01&division=511102`)
  const safety = materials.rows.find((row) => row.task_code === FOOD_LICENCE_ITEM_CODE && row.is_need === '3')
  t.match(safety, { material_name: /食品安全/, source_type: '10', original_num: '1', copy_num: '0' })
  t.notOk(
    materials.rows.some((row) => row.task_code === LESHAN_ITEM_CODE),
    'filters narrow tables too',
  )
  const special = await tableOf(app, 'audit_item_special')
  t.same(
    special.rows.filter((row) => !/^\p{Script=Han}+$/u.test(row.special_name ?? '')),
    [],
    'a special procedure by its name, not by its code',
  )
})

t.test('the basic directory is a table of its own', async (t) => {
  const app = await startTestApp(t)
  const { rows } = await tableOf(app, 'up_task_directory')
  t.equal(rows.length, new Set(SAMPLE_ITEMS.map(({ basicCode }) => basicCode)).size, 'an entry a basic code')
  t.match(
    rows.find((row) => row.catalog_code === '510102001000'),
    {
      task_name: /食品经营许可/,
      task_type: '01',
      task_state: '1',
      task_version: '1',
      by_law: /《中华人民共和国食品安全法》/,
      use_level: /^[1-7](,[1-7])*$/,
      plan_effective_date: /^\d{4}-\d{2}-\d{2}$/,
      plan_cancel_date: '',
    },
  )
  const licences = await tableOf(app, 'up_task_directory', '&type=01')
  t.ok(licences.rows.length > 0 && licences.rows.every((row) => row.task_type === '01'))
  t.same((await tableOf(app, 'up_task_directory', '&state=RETIRED')).rows, [])
  const keeper = await tableOf(app, 'up_task_directory', '&division=510000')
  t.equal(keeper.rows.length, rows.length, 'all are kept by an organ of the province')
  t.same((await tableOf(app, 'up_task_directory', '&division=511102')).rows, [])
})

t.test('quotes, lines and formulas', async (t) => {
  const app = await startTestApp(t)
  const name = '=SUM(A1),"引号"\n第二行'
  const code = numbered(1).itemCode
  await importLines(app, [lineOf(numbered(1, { name }), { state: 'SUSPENDED' })])
  const plain = await tableOf(app, 'up_task_general_basic')
  t.match(
    plain.rows.find((row) => row.task_code === code),
    { task_name: name, task_state: '2' },
  )
  t.not(plain.answer.text.charCodeAt(0), 0xfeff)
  const excel = await tableOf(app, 'up_task_general_basic', '&excel=true')
  t.equal(excel.answer.text.charCodeAt(0), 0xfeff)
  t.equal(excel.rows.find((row) => row.task_code === code)?.task_name, `'${name}`)
  t.match(
    excel.rows.find((row) => row.task_code === FOOD_LICENCE_ITEM_CODE),
    {
      catalog_code: '="510102001000"',
      task_type: '="01"',
      promise_day: '8',
      task_code: FOOD_LICENCE_ITEM_CODE,
    },
    'codes as text, so that no zero and no digit is lost',
  )
  const token = await app.token('cataloguer')
  for (const query of ['excel=true', 'form=entries&table=audit_item_bylaw', 'form=up_task&table=cases'])
    t.equal((await app.request('GET', `/v1/catalogue/export?${query}`, { token })).status, 400, query)
})

t.test('codes come from the dictionaries as their operator keeps them', async (t) => {
  const app = await startTestApp(t)
  const map = async (key: string, codes: Record<string, string>) => {
    const url = `/v1/dictionaries/${key}`
    const { headers, body } = await app.request('GET', url)
    const { key: _, revision: __, ...dictionary } = body
    const own = Object.entries(codes).map(([code, targetCode]) => ({
      target: 'GBT39554',
      code,
      targetCode,
      direction: 'both',
    }))
    const others = dictionary.mappings.filter(
      ({ target, code }: Record<string, string>) => target !== 'GBT39554' || !(String(code) in codes),
    )
    const written = await app.request('PUT', url, {
      token: await app.token('operator'),
      headers: { 'if-match': headers.etag ?? '' },
      body: { ...dictionary, mappings: [...others, ...own] },
    })
    t.equal(written.status, 200, written.text)
  }
  const food = async (table: string) =>
    (await tableOf(app, table)).rows.find(
      (row) => row.task_code === FOOD_LICENCE_ITEM_CODE || row.catalog_code === '510102001000',
    )
  const theme = foodBusinessLicence.themes?.legal?.[0] ?? ''
  const before = await food('up_task_general_basic')
  t.match(before, { project_type: '2', power_source: '1', dept_type: '1' })

  await map('handling', { promised: 'P2' })
  // Of these the national library has the codes themselves until somebody says otherwise.
  await map('powerSource', { '1': 'S1' })
  await map('organNature', { '1': 'N1' })
  await map('onlineDepth', { '6': 'D6' })
  await map('legalTheme', { [theme]: 'T1' })
  await map('itemType', { '01': 'XK' })
  await map('materialNecessity', { deferrable: '9' })
  t.same(await food('up_task_general_basic'), {
    ...before,
    project_type: 'P2',
    power_source: 'S1',
    dept_type: 'N1',
    task_type: 'XK',
  })
  t.match(await food('up_task_general_extend'), { online_handle_depth: 'D6', corp_topic_type: 'T1' })
  t.match(await food('up_task_directory'), { task_type: 'XK' })
  const materials = await tableOf(app, 'up_task_general_material', '&division=511102')
  t.ok(materials.rows.some((row) => row.task_code === FOOD_LICENCE_ITEM_CODE && row.is_need === '9'))
  const basic = await tableOf(app, 'up_task_general_basic')
  t.ok(
    basic.rows.some((row) => row.task_type === '20'),
    'what the mapping does not know stays as it is',
  )
})

t.test('what the library would not take is told, and not cut', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('cataloguer')
  const misfits = async (more = '') => {
    const answer = await app.request('GET', `/v1/catalogue/export?form=up_task&misfits=true${more}`, {
      token,
    })
    t.match(answer.headers['content-type'], /x-ndjson/)
    return answer.text === ''
      ? []
      : answer.text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line))
  }
  const told = await misfits()
  const lacking = told.filter(({ rule }) => rule === 'EMPTY')
  t.same(
    [...new Set(lacking.map(({ column }) => column))].toSorted(),
    ['anticipate_day', 'anticipate_type'],
    'of the sample only limits that no law sets, which no number is made up for',
  )
  t.equal(
    lacking.length,
    2 * variants.filter(({ item }) => 'none' in item.limits.statutory).length,
    'each with its day and unit',
  )
  t.same(
    told.filter(({ rule }) => rule === 'TOO_LONG').map(({ column, length, most }) => [column, length, most]),
    variants
      .map(({ item }) => item.handlingForms?.length ?? 0)
      .filter((forms) => forms > 3)
      .map((forms) => ['handle_type', 2 * forms - 1, 5]),
    'the library has room for three forms of handling in one column',
  )
  const long = `${'L'.repeat(12)}-${'9'.repeat(30)}`
  await importLines(app, [
    lineOf(numbered(1, { itemCode: long, basicCode: 'L-BASIC-CODE-0001', codeProfile: 'LOCAL' })),
  ])
  const own = (await misfits('&table=up_task_general_basic')).filter(({ code }) => code === long)
  t.match(own, [
    { code: long, column: 'catalog_code', rule: 'TOO_LONG', length: 17, most: 12 },
    { code: long, column: 'task_code', rule: 'TOO_LONG', length: 43, most: 36 },
  ])
  const { rows } = await tableOf(app, 'up_task_general_basic')
  t.ok(
    rows.some((row) => row.task_code === long),
    'whole',
  )
  const list = (await app.request('GET', '/v1/catalogue/export?form=up_task', { token })).body
  t.match(list.tables[1], { lengths: { task_code: 36, dept_name: 200, by_law: undefined }, required: [/./] })
  t.equal((await app.request('GET', '/v1/catalogue/export?misfits=true', { token })).status, 400)
})
