import type { WorkflowDefinition } from './definition.js'

/** Review by one person, decision by another: the default of a licence. */
export const TWO_STEP: WorkflowDefinition = {
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

/** For items handled on the spot (即办件): the same steps, which one person may take in one act. */
export const ON_THE_SPOT: WorkflowDefinition = {
  ...TWO_STEP,
  key: 'on-the-spot',
  title: { zh: '当场办结', en: 'On the spot' },
  fourEyes: false,
  onTheSpot: true,
  steps: TWO_STEP.steps.map((step) => ({ ...step, limit: { amount: 1, unit: 'workingDay' as const } })),
}

export const SAMPLE_DEFINITIONS: WorkflowDefinition[] = [TWO_STEP, ON_THE_SPOT]
