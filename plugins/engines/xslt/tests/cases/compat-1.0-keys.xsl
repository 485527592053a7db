<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="xs p f">
<xsl:output omit-xml-declaration="yes" indent="no"/>
<xsl:key name="r" match="hund" use="name(rasse)"/><xsl:key name="w" match="hund" use="@gewicht"/>
<xsl:template match="/"><o><xsl:for-each select="//hund[generate-id() = generate-id(key('r', name(rasse))[1])]"><g><xsl:for-each select="key('r', 'rasse')"><xsl:value-of select="@id"/></xsl:for-each></g></xsl:for-each><xsl:value-of select="count(key('w', 30))"/><xsl:value-of select="count(key('w', '30'))"/></o></xsl:template>
</xsl:stylesheet>
