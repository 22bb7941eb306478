import type { Text } from '../../shared/text.js'

// What an applicant is told of what an organ above decides (转报, 行政许可法 Art. 35). Pure.

/** Of what is decided above (转报): to which organ it went, and under which number that has taken it in. */
export interface Forwarding {
  organ?: string
  caseNo?: string
}

/** While this organ examines to the end, and until the file is sent. */
export const EXAMINED_WORDS = {
  DECIDING: {
    zh: '正在作出初审意见，之后依法报上级机关决定',
    en: 'The examination is being ended; an organ above then decides by law',
  },
  APPROVED: {
    zh: '初审已完成，正在报上级机关决定',
    en: 'Examined; it is being forwarded to the organ above that decides',
  },
} as const satisfies Record<string, Text>
export const isExamined = (status: string): status is keyof typeof EXAMINED_WORDS =>
  Object.hasOwn(EXAMINED_WORDS, status)

/** 转报: to whom it went, that this organ decides, and from where the answer comes. */
export function forwardedWords({ organ, caseNo }: Forwarding = {}): Text {
  const to = { zh: organ ?? '上级机关', en: organ ?? 'the organ above' }
  const next =
    caseNo === undefined
      ? { zh: `${to.zh}收件后将通知您`, en: 'It tells you when it has taken it in' }
      : {
          zh: `${to.zh}已收件，办件编号${caseNo}，请凭该编号查询进度`,
          en: `It has taken it in under the number ${caseNo}: ask there how it stands`,
        }
  return {
    zh: `已转报${to.zh}，由其依法决定并告知您结果；${next.zh}`,
    en: `Forwarded to ${to.en}, which decides by law and tells you the outcome. ${next.en}`,
  }
}
