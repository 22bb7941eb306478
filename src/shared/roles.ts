import type { Text } from './text.js'

/** The roles of contract.md, "Rights". A grant gives a subject one role within an organisation's division subtree. */
export const ROLES = {
  citizen: { zh: '申请人', en: 'applicant' },
  assistant: { zh: '帮办代办员', en: 'assistant' },
  clerk: { zh: '窗口受理人员', en: 'window clerk' },
  reviewer: { zh: '审查人员', en: 'reviewer' },
  approver: { zh: '决定人员', en: 'approver' },
  issuer: { zh: '统一出件人员', en: 'issuing clerk' },
  lead: { zh: '首席代表/窗口负责人', en: 'lead of the window' },
  manager: { zh: '中心管理', en: 'centre manager' },
  supervisor: { zh: '效能监督/电子监察', en: 'supervisor' },
  leader: { zh: '领导（仅汇总数据）', en: 'leader (aggregates only)' },
  cataloguer: { zh: '事项管理', en: 'cataloguer' },
  exchange: { zh: '数据交换', en: 'data-exchange client' },
  operator: { zh: '系统管理', en: 'operator' },
  security: { zh: '安全管理', en: 'security administrator' },
  auditor: { zh: '审计', en: 'auditor' },
} as const satisfies Record<string, Text>

export type Role = keyof typeof ROLES
/** These duties exclude each other (三权分立): who was given two of them may use none. */
export const SEPARATED_DUTIES: ReadonlySet<Role> = new Set<Role>(['operator', 'security', 'auditor'])
export const ROLE_NAMES = Object.keys(ROLES) as Role[]

/** Why a 403: which of the roles would do, and which the caller holds. */
export function rolesLacking(needed: Iterable<Role>, held: Iterable<Role>): Text {
  const [wanted, own] = [inOrder(needed), inOrder(held)]
  if (wanted.length === 0)
    return {
      en: 'The system does this by itself, nobody else.',
      zh: '此操作由系统自动办理，任何人员不能办理。',
    }
  return {
    en: `This needs one of the roles: ${wanted.join(', ')}. You hold: ${own.join(', ') || 'none'}.`,
    zh: `此操作需要以下角色之一：${wanted.map(inChinese).join('、')}。您现有的角色：${own.map(inChinese).join('、') || '无'}。`,
  }
}

const inChinese = (role: Role): string => `${ROLES[role].zh}（${role}）`
const inOrder = (roles: Iterable<Role>): Role[] => {
  const set = new Set(roles)
  return ROLE_NAMES.filter((role) => set.has(role))
}
