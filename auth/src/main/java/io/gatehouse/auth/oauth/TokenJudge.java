package io.gatehouse.auth.oauth;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Whether a token speaks for somebody. Thread: any that has the time to check a signature. */
interface TokenJudge {
    /** By what is known here and now. */
    TokenVerdict judge(String token, Instant now);

    /** The same, after asking for what is missing. Holds no thread meanwhile; completes on any, and within seconds. */
    default CompletionStage<TokenVerdict> judgeInTime(String token, Instant now) {
        return CompletableFuture.completedStage(judge(token, now));
    }
}
