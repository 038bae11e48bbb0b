package dev.sluice.protocol;

/**
 * Which attempt of which task of which run a runner executes.
 *
 * @param namespace namespace of the PipelineRun
 * @param name name of the PipelineRun, or of the connection that is probed
 * @param uid UID of the PipelineRun
 * @param task name of the task within the run (the step's name)
 * @param date logical date of the run, ISO-8601 ({@code 2026-11-21})
 * @param attempt 1 for the first attempt of the task
 * @param fencingToken grows with every newer attempt on the same slice, across runs too: the writer
 *     with the higher token owns the slice, the other ends as {@link Outcome#FENCED}
 */
public record RunContext(
    String namespace,
    String name,
    String uid,
    String task,
    String date,
    int attempt,
    long fencingToken) {}
