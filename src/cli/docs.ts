import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { EVENT_TYPES, EVENTS } from '../events/catalogue.js'
import { BESIDE } from '../events/event-parts.js'
import { BUNDLE_RULES } from '../features/bundles/bundle-rules.js'
import { ITEM_RULES } from '../features/catalogue/checks/item-checks.js'
import type { Dictionary } from '../features/dictionaries/dictionary.js'
import { WORKFLOW_RULES } from '../features/workflow/checks/workflow-rules.js'
import { statusDiagram } from '../features/workflow/diagrams.js'
import { staffSubject } from '../http/dev-issuer.js'
import { METRICS } from '../http/metrics.js'
import { thingsOf } from '../sample/lines.js'
import { SETTINGS } from '../settings.js'
import type { Rule } from '../shared/finding.js'
import { packageRoot } from '../shared/package-root.js'
import { PROBLEM_CODES } from '../shared/problem-codes.js'
import { ROLE_NAMES, ROLES } from '../shared/roles.js'
import { OPERATORS } from '../shared/rule-check.js'
import { chineseGlossary } from './glossary.js'
import { fallbackZh, METRICS_ZH, SETTINGS_ZH } from './words-zh.js'

/** The pages that hold parts drawn from the code, between their marks. */
const PAGES = [
  'docs/api.md',
  'docs/operations.md',
  'docs/rules.md',
  'docs/dictionaries.md',
  'docs/bundles.md',
  'docs/exchange.md',
  'docs/people.md',
  'docs/glossary-zh.md',
  'docs/zh/api.md',
  'docs/zh/exchange.md',
  'docs/zh/operations.md',
]

interface NamedOrgan {
  code: string
  name: string
  nameEn: string
}

interface Person {
  staffNo: string
  organisation: string
}

/** Whether the rights of somebody of the sample reach all that lies below. */
const isAboveAll = (staffNo: string): boolean =>
  thingsOf<{ subject: string; scope: string }>('samples', 'grants').some(
    ({ subject, scope }) => subject === staffSubject(staffNo) && scope === 'subtree',
  )

const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows]
    .map((cells, line) => (line === 1 ? `|${cells.join('|')}|` : `| ${cells.join(' | ')} |`))
    .join('\n')

const ruleTable = (rules: Readonly<Record<string, Rule>>): string =>
  table(
    ['Rule', 'Severity', 'What it finds', '检查内容', 'How to mend it', '整改建议'],
    Object.entries(rules).map(([rule, { severity, title, mend }]) => [
      `\`${rule}\``,
      severity,
      title.en,
      title.zh,
      mend.en,
      mend.zh,
    ]),
  )

const PARTS: Record<string, () => string> = {
  statuses: () => `\`\`\`mermaid\n${statusDiagram()}\`\`\``,
  problems: () =>
    table(
      ['Code', 'Status', 'Title', '名称', 'What to do'],
      Object.entries(PROBLEM_CODES).map(([code, { status, title, help }]) => [
        `\`${code}\``,
        String(status),
        title.en,
        title.zh,
        help.en,
      ]),
    ),
  glossaryZh: chineseGlossary,
  problemsZh: () =>
    table(
      ['代码', '状态码', '名称', '怎么办'],
      Object.entries(PROBLEM_CODES).map(([code, { status, title, help }]) => [
        `\`${code}\``,
        String(status),
        title.zh,
        help.zh,
      ]),
    ),
  dictionaries: () =>
    table(
      ['Key', '字典', 'Codes', 'Mappings to'],
      thingsOf<Dictionary>('reference', 'dictionaries').map(({ key, title, entries, mappings }) => [
        `\`${key}\``,
        title.zh,
        entries.length > 12
          ? `${entries.length} codes`
          : entries.map((entry) => `${entry.code} ${entry.title.zh}`).join(' · '),
        [...new Set(mappings.map(({ target }) => target))].join(', '),
      ]),
    ),
  operators: () => OPERATORS.map((operator) => `\`${operator}\``).join(' '),
  rules: () => ruleTable(ITEM_RULES),
  workflowRules: () => ruleTable(WORKFLOW_RULES),
  bundleRules: () => ruleTable(BUNDLE_RULES),
  events: () =>
    table(
      ['Type', '`v`', '事件', 'What happened', 'Payload beside the hashes; ? may be absent'],
      EVENT_TYPES.map((type) => [
        `\`${type}\``,
        String(EVENTS[type].v),
        EVENTS[type].title.zh,
        EVENTS[type].title.en,
        payloadOf(EVENTS[type].payload),
      ]),
    ),
  eventsZh: () =>
    table(
      ['类型', '`v`', '事件', '哈希以外的内容；? 可能没有'],
      EVENT_TYPES.map((type) => [
        `\`${type}\``,
        String(EVENTS[type].v),
        EVENTS[type].title.zh,
        payloadOf(EVENTS[type].payload),
      ]),
    ),
  people: () =>
    table(
      ['机构', 'Organisation', 'Staff numbers (工号)'],
      thingsOf<NamedOrgan>('samples', 'organisations').map(({ code, name, nameEn }) => [
        name,
        nameEn,
        thingsOf<Person>('samples', 'staff')
          .filter(({ organisation }) => organisation === code)
          .map(({ staffNo }) => `\`${staffNo}\`${isAboveAll(staffNo) ? ' ↓' : ''}`)
          .join(' '),
      ]),
    ),
  roles: () =>
    table(
      ['Role', '角色', 'What it is', 'Operations that it has'],
      [
        ...ROLE_NAMES.map((role) => [`\`${role}\``, ROLES[role].zh, ROLES[role].en, operationsOf(role)]),
        ['`public`', '公众', 'everybody, no token needed', operationsOf('public')],
      ],
    ),
  settings: () =>
    table(
      ['Variable', 'Default', 'Meaning'],
      SETTINGS.map(({ name, fallback, help }) => [`\`${name}\``, fallback, help]),
    ),
  metrics: () =>
    table(
      ['Metric', 'What it tells'],
      Object.entries(METRICS).map(([name, help]) => [`\`${name}\``, help]),
    ),
  settingsZh: () =>
    table(
      ['变量', '默认值', '含义'],
      SETTINGS.map(({ name, fallback }) => [`\`${name}\``, fallbackZh(fallback), inChinese(name)]),
    ),
  metricsZh: () =>
    table(
      ['指标', '说明'],
      Object.entries(METRICS_ZH).map(([name, help]) => [`\`${name}\``, help]),
    ),
}

/** A setting that nobody has worded for the Chinese page stops `npm run cli -- docs`, and the test of the pages. */
function inChinese(setting: string): string {
  const words = SETTINGS_ZH[setting]
  if (words === undefined) throw new Error(`no Chinese words for ${setting} in words-zh.ts`)
  return words
}

/** The operations of the contract that a role has, as their policies say. */
function operationsOf(role: string): string {
  const { paths } = JSON.parse(readFileSync(join(packageRoot, 'openapi', 'openapi.json'), 'utf8')) as {
    paths: Record<string, Record<string, { operationId: string; 'x-roles': string[] }>>
  }
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods))
  return operations
    .filter((operation) => operation['x-roles'].includes(role))
    .map(({ operationId }) => `\`${operationId}\``)
    .join(' ')
}

/** What every event of a case has is told once, above the table. */
const OF_EVERY_CASE = new Set(Object.keys(EVENTS['case.withdraw'].payload.properties))

function payloadOf({ properties, required = [] }: { properties: object; required?: string[] }): string {
  const isCase = 'statusBefore' in properties
  const own = Object.keys(properties).filter(
    (name) => !(isCase ? OF_EVERY_CASE.has(name) : Object.hasOwn(BESIDE, name)),
  )
  return own.map((name) => `\`${name}\`${required.includes(name) ? '' : '?'}`).join(' ')
}

/** Each page with its generated parts renewed, by path from the package. */
export function generatedPages(): Map<string, string> {
  return new Map(PAGES.map((path) => [path, renewed(readFileSync(join(packageRoot, path), 'utf8'))]))
}

function renewed(page: string): string {
  return Object.entries(PARTS).reduce((text, [name, make]) => {
    const [start, end] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`]
    const [before, rest] = text.split(start)
    return rest === undefined ? text : `${before}${start}\n${make()}\n${end}${rest.split(end)[1] ?? ''}`
  }, page)
}

export function docsCommand(): void {
  for (const [path, text] of generatedPages()) {
    writeFileSync(join(packageRoot, path), text)
    process.stdout.write(`${path} written\n`)
  }
}
