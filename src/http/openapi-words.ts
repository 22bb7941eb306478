import { ROLES, type Role } from '../shared/roles.js'

/** Groups of operations, in the order in which the page shows them. */
export const TAGS = [
  {
    name: 'System',
    description: '系统：健康检查、监控指标、错误代码说明 · Health, metrics and explanations of problems',
  },
  {
    name: 'Divisions',
    description: '区划、机构、中心、窗口 · Divisions, organisations, centres and windows',
  },
  { name: 'Dictionaries', description: '字典与代码映射 · Code lists and what other platforms call a code' },
  {
    name: 'Catalogue',
    description: '事项目录：检索、指南、材料清单、版本 · Approval items: search, guide, checklist, versions',
  },
  {
    name: 'Directory',
    description: '基本目录 · The basic directory: what is the same for all organs, and who follows it',
  },
  {
    name: 'Transfer',
    description: '批量导入导出 · Everything that a deployment consists of, brought in and taken out as lines',
  },
  {
    name: 'Search',
    description:
      '检索：全文、联想、同义词 · Everything that is published, names while they are typed, synonyms',
  },
  { name: 'Publications', description: '政务公开 · Public content of the divisions' },
  {
    name: 'Bundles',
    description: '一件事一次办 · Themes over several items: asked, filled in and brought once',
  },
  {
    name: 'Cases',
    description:
      '办件：收件、办理、过程、文书、进度 · Cases: intake, transitions, history, documents, progress',
  },
  { name: 'Supervision', description: '效能监督、督办 · Orders of who supervises, and their answers' },
  { name: 'Hand-overs', description: '物料流转 · Papers on their way from window to organ' },
  { name: 'Exit desk', description: '统一出件 · Results that wait to be fetched' },
  { name: 'Complaints', description: '投诉 · Complaints of the service, and their answers' },
  { name: 'Consultations', description: '咨询 · Questions and their answers' },
  { name: 'Ratings', description: '好差评 · How satisfied people were, and what is mended' },
  {
    name: 'Registers',
    description: '共享数据 · Shared registers: what they hold is looked up, not asked of people',
  },
  { name: 'Fees', description: '收费、缴费、退费 · What a case costs, payments and refunds' },
  { name: 'Licences', description: '证照登记 · What was granted and lives on' },
  {
    name: 'Dossiers',
    description: '一人一档 · What is known of a person or entity from earlier cases, used again',
  },
  { name: 'Files', description: '附件 · Uploaded files and what they belong to' },
  { name: 'Staff', description: '人员、岗位、代理 · Who acts: the register, absences and deputies' },
  { name: 'Access', description: '授权、委托、审计 · Grants, delegations and the audit trail' },
  { name: 'Workflow', description: '流程 · Procedures as data' },
  { name: 'Deadlines', description: '时限监察：日历、期限、预警 · Working-day calendars, limits, alerts' },
  {
    name: 'Messages',
    description: '通知、消息模板 · What people are told, by which way, and what they want to be told',
  },
  { name: 'Exchange', description: '数据交换：变更流 · The change feed for exchange platforms' },
]

export const DESCRIPTION = `面向政务服务中心的开放后端：一个窗口受理任何审批与公共服务。

- **令牌**：\`Authorization: Bearer\`。信任开发签发者的服务，本页顶部可直接选角色，无需命令行；也可 \`npm run --silent token -- --role clerk\`。
- **角色**：每个操作写明可用的角色（\`x-roles\`）；403 说明需要的角色和您现有的角色。
- **错误**：RFC 9457，\`code\` 稳定不变；文字按 Accept-Language 给出中文（默认）或英文。
- **幂等键**：本页每次请求自动换一个新的 Idempotency-Key，您自己填写的保持不变。

The open backend for government service centres: one window takes any approval or public service.

- **Tokens**: where the development issuer is trusted, choose a role at the top of this page; no shell is needed. Or \`npm run --silent token -- --role clerk\`.
- **Roles**: every operation says which may call it (\`x-roles\`); a 403 says what is needed and what you hold.
- **Errors** are problem details (RFC 9457) with a stable \`code\`; texts come in Chinese or English by Accept-Language.
- **Keys**: this page sends a new Idempotency-Key in place of the example's with each request; one of your own stays as it is.`

const PUBLIC = '公众，无需令牌（`public`, no token needed）'

/** Who may call an operation, in a line of its description; what each role reaches is looked at by the use case. */
export function rolesLine(roles: readonly (Role | 'public')[]): string {
  const named = roles.map((role) => (role === 'public' ? PUBLIC : `${ROLES[role].zh} \`${role}\``))
  return `**角色 Roles**: ${named.join(' · ')}`
}

const CHINESE = /[\u4e00-\u9fff]/

/**
 * The summary in Chinese and English. A route gives both (`办件详情 · One case`); of one that gives English alone the
 * Chinese is the first term that its description has in brackets.
 */
export function bilingual({ summary = '', description = '' }: { summary?: string; description?: string }): {
  summary: string
} {
  const term = /[(（]([^()（）;,:，、]*[\u4e00-\u9fff][^()（）;,:，、]*)/.exec(description)?.[1]
  return { summary: CHINESE.test(summary) || term === undefined ? summary : `${term} · ${summary}` }
}
