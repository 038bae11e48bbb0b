/** Tells other systems how a run ended: webhooks, Power BI, OpenLineage. */
@NullMarked
package dev.sluice.notify;

import org.jspecify.annotations.NullMarked;
