package io.gatehouse.broker.api.security;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.auth.scram.ScramCredential;
import io.gatehouse.auth.scram.ScramCredentialStore;
import io.gatehouse.auth.scram.ScramHash;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.wire.ApiKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DescribeUserScramCredentialsRequestData;
import org.apache.kafka.common.message.DescribeUserScramCredentialsRequestData.UserName;
import org.apache.kafka.common.message.DescribeUserScramCredentialsResponseData;
import org.apache.kafka.common.message.DescribeUserScramCredentialsResponseData.CredentialInfo;
import org.apache.kafka.common.message.DescribeUserScramCredentialsResponseData.DescribeUserScramCredentialsResult;

/** Who has which SCRAM credentials: mechanism and iterations, never a key (CONFORMANCE SCR-21, ACL-60). */
public final class DescribeUserScramCredentialsHandler
        implements ApiHandler<DescribeUserScramCredentialsRequestData, DescribeUserScramCredentialsResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.DESCRIBE_USER_SCRAM_CREDENTIALS,
            0,
            0,
            RequiredRights.all(
                    "DESCRIBE on the cluster (ACL-60)", RequiredRights.on(ResourceType.CLUSTER, Operation.DESCRIBE)));

    private final ScramCredentialStore store;

    public DescribeUserScramCredentialsHandler(ScramCredentialStore store) {
        this.store = store;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<DescribeUserScramCredentialsResponseData> handle(
            DescribeUserScramCredentialsRequestData request, RequestContext context) {
        return CompletableFuture.completedFuture(context.access()
                .cluster(Operation.DESCRIBE)
                .fold(
                        permit -> new DescribeUserScramCredentialsResponseData().setResults(describe(request)),
                        (error, sentence) -> new DescribeUserScramCredentialsResponseData()
                                .setErrorCode(error.code())
                                .setErrorMessage(sentence)));
    }

    private List<DescribeUserScramCredentialsResult> describe(DescribeUserScramCredentialsRequestData request) {
        Map<String, Map<ScramHash, ScramCredential>> all = store.all();
        if (request.users() == null || request.users().isEmpty()) {
            return new TreeSet<>(all.keySet())
                    .stream().map(user -> one(user, all)).toList();
        }
        Set<String> names = new LinkedHashSet<>();
        Set<String> twice = new HashSet<>();
        for (UserName user : request.users()) {
            if (!names.add(user.name())) {
                twice.add(user.name());
            }
        }
        List<DescribeUserScramCredentialsResult> results = new ArrayList<>();
        for (String name : names) {
            results.add(
                    twice.contains(name)
                            ? refused(
                                    name, ErrorCode.DUPLICATE_RESOURCE, "Cannot describe a user twice in one request: ")
                            : one(name, all));
        }
        return results;
    }

    private static DescribeUserScramCredentialsResult one(
            String user, Map<String, Map<ScramHash, ScramCredential>> all) {
        Map<ScramHash, ScramCredential> credentials = all.getOrDefault(user, Map.of());
        if (credentials.isEmpty()) {
            return refused(user, ErrorCode.RESOURCE_NOT_FOUND, "Cannot describe a credential that does not exist: ");
        }
        List<CredentialInfo> infos = new ArrayList<>();
        new TreeMap<>(credentials)
                .forEach((hash, credential) -> infos.add(
                        new CredentialInfo().setMechanism(hash.code()).setIterations(credential.iterations())));
        return new DescribeUserScramCredentialsResult().setUser(user).setCredentialInfos(infos);
    }

    private static DescribeUserScramCredentialsResult refused(String user, ErrorCode error, String sentence) {
        return new DescribeUserScramCredentialsResult()
                .setUser(user)
                .setErrorCode(error.code())
                .setErrorMessage(sentence + user);
    }
}
