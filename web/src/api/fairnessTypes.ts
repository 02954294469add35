/** Sampling, independent rechecks, doubts and grades, under the names that the screens use. */
import type { OrderKind } from './orderTypes'
import type { Body, Sure, With } from './shape'

export type Interval = Body<'Interval'>
export type Definition = Body<'Definition'>

export type SamplePurpose = 'phone' | 'recheck'
export type Sample = With<Body<'Sample'>, { purpose: SamplePurpose; kind: OrderKind | '' }>
export type Draw = Sure<Body<'Draw'>, 'sample_id'>
export type CheckedDraw = Body<'CheckedDraw'>

export type RecheckState = 'waiting' | 'done' | 'unreachable'
export type Recheck = Sure<Body<'RecheckRow'>, 'order_id'>
export type SaidFigures = With<Body<'Figures'>, { resolved: 'yes' | 'partly' | 'no' }>
export type AgreementTable = Body<'AgreementTable'>
export type AgreementRow = Body<'AgreementRow'>
export type Agreed = Body<'Agreed'>

export type DoubtState = 'open' | 'confirmed' | 'false_alarm'
export type DoubtKind = 'relabel' | 'contact'
export type Doubt = Sure<Body<'DoubtRow'>, 'order_id'>
export type DoubtTable = Body<'DoubtTable'>
export type DoubtCounts = Body<'DoubtCounts'>
export type DoubtRules = Body<'DoubtRules'>

export type Band = 'A' | 'B' | 'C' | 'D' | ''
export type Indicator = Body<'Indicator'>
export type GradeRules = Body<'GradeRules'>
export type GradePeriod = Body<'Period'>
export type GradeCell = With<Body<'GradeCell'>, { grade: Band }>
export type UnitGrades = With<Sure<Body<'UnitGrades'>, 'unit_id'>, { grade: Band; cells: GradeCell[] }>
export type Objection = Sure<Body<'Objection'>, 'unit_id'>
export type GradeTable = With<Body<'GradeTable'>, { items: UnitGrades[]; objections: Objection[] }>
