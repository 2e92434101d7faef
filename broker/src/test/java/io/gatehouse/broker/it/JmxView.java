package io.gatehouse.broker.it;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.util.Set;
import javax.management.JMException;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What an operator's JMX tool sees of a process on this machine. */
record JmxView(JMXConnector connector) implements AutoCloseable {
    @SuppressWarnings("BanJNDI") // The address is what a process of ours says about itself.
    static JmxView of(long pid) throws IOException, AttachNotSupportedException {
        VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
        try {
            return new JmxView(JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent())));
        } finally {
            machine.detach();
        }
    }

    Object attribute(String bean, String name) throws IOException, JMException {
        return connector.getMBeanServerConnection().getAttribute(new ObjectName(bean), name);
    }

    Set<ObjectName> named(String pattern) throws IOException {
        try {
            return connector.getMBeanServerConnection().queryNames(new ObjectName(pattern), null);
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
