import type { RoleHints } from '../../../http/policy.js'

const APPLICANTS = {
  en: 'Your own applications are listed by GET /v1/cases, what you were told by GET /v1/messages.',
  zh: '您的办件请查询 GET /v1/cases，收到的通知请查询 GET /v1/messages。',
}

/** Where each role finds what waits for it: open steps are those of who reviews, decides and leads. */
export const OWN_LISTS: RoleHints = {
  citizen: APPLICANTS,
  assistant: {
    en: 'The cases of your point are listed by GET /v1/cases?open=true.',
    zh: '本帮办点的办件请查询 GET /v1/cases?open=true。',
  },
  clerk: {
    en: 'What waits at a window is listed by GET /v1/cases?open=true, papers on their way by GET /v1/handovers.',
    zh: '窗口待办请查询 GET /v1/cases?open=true，移交中的材料请查询 GET /v1/handovers。',
  },
  issuer: {
    en: 'Results to be handed out are listed by GET /v1/cases?status=CLOSED and GET /v1/exits.',
    zh: '待发放的结果请查询 GET /v1/cases?status=CLOSED 和 GET /v1/exits。',
  },
  supervisor: {
    en: 'Open steps are listed by GET /v1/tasks, what needs an answer by GET /v1/alerts and GET /v1/supervision-orders.',
    zh: '待办环节请查询 GET /v1/tasks，预警和督办请查询 GET /v1/alerts 和 GET /v1/supervision-orders。',
  },
  manager: {
    en: 'What lies at your centre is listed by GET /v1/exits and GET /v1/handovers, requests for windows by GET /v1/authority-requests.',
    zh: '本中心的出件、移交请查询 GET /v1/exits 和 GET /v1/handovers，窗口授权申请请查询 GET /v1/authority-requests。',
  },
  leader: {
    en: 'What is open is summed up by GET /v1/supervision/overview.',
    zh: '在办情况汇总请查询 GET /v1/supervision/overview。',
  },
  cataloguer: {
    en: 'Requests for windows that wait for your word are listed by GET /v1/authority-requests, imports by GET /v1/imports.',
    zh: '待您确认的窗口授权申请请查询 GET /v1/authority-requests，导入任务请查询 GET /v1/imports。',
  },
  exchange: {
    en: 'What changed is read by GET /v1/exchange/changes.',
    zh: '变更数据请读取 GET /v1/exchange/changes。',
  },
  operator: {
    en: 'Long work is listed by GET /v1/jobs, imports by GET /v1/imports.',
    zh: '后台任务请查询 GET /v1/jobs，导入任务请查询 GET /v1/imports。',
  },
  security: {
    en: 'Rights are listed by GET /v1/grants, staff by GET /v1/staff.',
    zh: '授权请查询 GET /v1/grants，工作人员请查询 GET /v1/staff。',
  },
  auditor: {
    en: 'The audit trail is listed by GET /v1/audit.',
    zh: '审计记录请查询 GET /v1/audit。',
  },
}
