import type { Text } from '../../../shared/text.js'
import type { ItemQuestion } from '../item-document.js'
import type { Answers, ApplicantType } from './questionnaire.js'

/** Reasons in words (告知理由), from the titles of questions and options. */

const APPLICANTS: Record<ApplicantType, Text> = {
  natural: { zh: '申请人是自然人', en: 'the applicant is a natural person' },
  legal: { zh: '申请人是企业或者其他组织', en: 'the applicant is an enterprise or other organisation' },
}

/** What decided: answers, and who applies where that made a difference. */
export interface Grounds {
  deciding: readonly ItemQuestion[]
  answers: Answers
  applicant?: ApplicantType | undefined
}

/** 因为您选择了“银行贷款”: undefined when nothing of this applicant decided it. */
export function because({ deciding, answers, applicant }: Grounds): Text | undefined {
  const parts = [
    ...deciding.map((question) => answerInWords(question, answers[question.key])),
    ...(applicant === undefined ? [] : [APPLICANTS[applicant]]),
  ]
  if (parts.length === 0) return undefined
  return {
    zh: `因为${parts.map(({ zh }) => zh).join('，且')}`,
    en: `Because ${parts.map(({ en }) => en).join(' and ')}`,
  }
}

function answerInWords(question: ItemQuestion, value: unknown): Text {
  const asked = question.titleEn ?? question.title
  const option = question.options?.find((each) => each.value === value)
  if (option !== undefined)
    return {
      zh: `您选择了“${option.title}”`,
      en: `you answered “${option.titleEn ?? option.title}” to “${asked}”`,
    }
  const yes = value === true
  return {
    zh: `您对“${question.title}”回答“${yes ? '是' : '否'}”`,
    en: `you answered “${yes ? 'yes' : 'no'}” to “${asked}”`,
  }
}
