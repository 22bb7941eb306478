import type { WorkflowDefinition } from './definition.js'

/** A procedure as the contract shows it (示例流程): the work is reviewed, then decided by another person. */
export const WORKFLOW_EXAMPLE: WorkflowDefinition = {
  key: 'two-step',
  version: 1,
  title: { zh: '审查—决定', en: 'Review, then decision' },
  fourEyes: true,
  automaticConsequences: true,
  onTheSpot: false,
  start: 'review',
  steps: [
    {
      key: 'review',
      title: { zh: '审查', en: 'Review' },
      phase: 'review',
      limit: { amount: 5, unit: 'workingDay' },
      next: [{ to: 'decision' }],
      jointReview: true,
    },
    {
      key: 'decision',
      title: { zh: '决定', en: 'Decision' },
      phase: 'decide',
      limit: { amount: 3, unit: 'workingDay' },
      next: [],
    },
  ],
}
