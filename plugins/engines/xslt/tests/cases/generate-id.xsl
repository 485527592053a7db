<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:key name="r" match="hund" use="string-length(rasse) gt 0"/><xsl:template match="/"><o><xsl:value-of select="generate-id(//hund[1]) = generate-id(//hund[1]), generate-id(//hund[1]) = generate-id(//hund[2]), generate-id(()) = '', count(//hund[generate-id() = generate-id(key('r', true())[1])]), count(distinct-values(for $n in (//node(), //@*) return generate-id($n))) = count((//node(), //@*))"/></o></xsl:template>
</xsl:stylesheet>
