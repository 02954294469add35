// Package jobs does work later and surely: a job is a row written in the transaction that wants it done.
//
// A worker leases a job by pushing its run_at on, runs the handler outside any transaction (it may use the
// network), then commits the handler's effects and the job's completion together: effects take place once, though a
// handler may run again after a crash. A failing job is tried again with growing pauses and becomes a dead letter
// after MaxAttempts; dead letters stay until a person retries or drops them. Timers are jobs with a run_at in the
// future; what they guard also stands on its own row, so that a sweep finds what a lost job missed.
package jobs
