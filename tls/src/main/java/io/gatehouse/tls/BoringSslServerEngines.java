package io.gatehouse.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslHandler;
import java.security.SecureRandom;
import java.util.Optional;

/** Engines of one native context, which keeps no sessions: clients keep their own, as tickets. */
final class BoringSslServerEngines implements ServerEngines {
    private final ReferenceCountedOpenSslContext context;
    private final OpenSslServerSessionContext sessions;
    private final TicketKeys tickets = new TicketKeys(new SecureRandom());

    private BoringSslServerEngines(ReferenceCountedOpenSslContext context, OpenSslServerSessionContext sessions) {
        this.context = context;
        this.sessions = sessions;
        sessions.setSessionCacheEnabled(false);
        sessions.setSessionTimeout((int) TlsDefaults.TICKET_LIFETIME.toSeconds());
        sessions.setTicketKeys(tickets.first());
    }

    static BoringSslServerEngines of(ReferenceCountedOpenSslContext context) {
        if (context.sessionContext() instanceof OpenSslServerSessionContext sessions) {
            return new BoringSslServerEngines(context, sessions);
        }
        throw new IllegalStateException("a server's context has a client's sessions");
    }

    /** Made by the context: an engine of this kind opens all records that are there in one call, others one at a time. */
    @Override
    public Optional<SslHandler> newHandler(ByteBufAllocator alloc) {
        return Shares.with(context, () -> context.newHandler(alloc));
    }

    @Override
    public void renewTickets() {
        use(tickets.next());
    }

    @Override
    public void forgetTickets() {
        use(tickets.alone());
    }

    private void use(OpenSslSessionTicketKey[] keys) {
        Optional<Boolean> unused = Shares.with(context, () -> {
            sessions.setTicketKeys(keys);
            return true;
        });
    }

    /** Connections that are open keep their share of the context until they close. */
    @Override
    public void close() {
        context.release();
    }
}
